import type { Finding } from '../core/finding.ts';
import type { CriterionResult } from '../core/verdict.ts';
import { checklist } from './checklist.ts';
import { type Damage, withoutEvidence } from './damage.ts';
import { decidingRequests } from './folds/deciding-requests.ts';
import { racesMet } from './judge-generator.ts';
import { type Judgement, unknown } from './judgement.ts';
import { lineResult } from './line-result.ts';
import { judgeBookingSuccess, judgeBookingTime } from './lines/booking.ts';
import { judgeHeadroom, judgeStress } from './lines/capacity.ts';
import { judgeConnectionPooling, judgeIndexes, judgeQueryOptimisation } from './lines/database.ts';
import { judgeFaultTolerance, judgeGracefulStop, judgeRecovery } from './lines/experiments.ts';
import { judgeAlertRules } from './lines/judge-alert-rules.ts';
import { judgeApiLatency, judgeWebhookTimeouts } from './lines/judge-api-latency.ts';
import { judgeBusinessMetrics } from './lines/judge-business-metrics.ts';
import { judgeConcurrency } from './lines/judge-concurrency.ts';
import { judgeErrorRate } from './lines/judge-error-rate.ts';
import { judgeHealthEndpoints } from './lines/judge-health-endpoints.ts';
import { judgeUptime } from './lines/judge-uptime.ts';
import type { LineEvidence } from './lines/line-evidence.ts';
import { judgeCpu, judgeMemory } from './lines/machine.ts';
import { judgeRestoreProcedure, judgeRestoreUntested } from './lines/restore.ts';
import type { Scope } from './verdict-word.ts';

/** Judged from the histories of the loads that feed them. */
const fromLoads: Readonly<Record<string, (evidence: LineEvidence) => Judgement | undefined>> = {
  'api-latency': judgeApiLatency,
  'error-rate': judgeErrorRate,
  'booking-success': judgeBookingSuccess,
  'booking-time': judgeBookingTime,
  'webhook-timeouts': judgeWebhookTimeouts,
};

/** Lines of the checklist that ask in other words what a law answers. */
const answeredByLaw: Readonly<Record<string, string>> = {
  'concurrent-bookings': 'double-booking',
  'user-permissions': 'tenant-isolation',
  'webhook-idempotency': 'exactly-once',
  'webhook-signatures': 'signatures',
  't-0-webhook-processing': 'liveness',
  'retry-with-exponential-backoff': 'backoff',
  'correlation-ids': 'correlation',
};

/** Judged from what was broken on purpose: from the histories of the experiments, and the timeline. */
const fromExperiments: Readonly<Record<string, (evidence: LineEvidence) => Judgement | undefined>> = {
  recovery: judgeRecovery,
  'fault-tolerance': judgeFaultTolerance,
  'graceful-stop': judgeGracefulStop,
};

/** Judged from resources.ndjson. */
const fromResources: Readonly<Record<string, (evidence: LineEvidence) => Judgement | undefined>> = {
  'connection-pooling': judgeConnectionPooling,
  indexes: judgeIndexes,
  'query-optimisation': judgeQueryOptimisation,
  memory: judgeMemory,
  cpu: judgeCpu,
};

/** Judged from what processes say of themselves, in resources.ndjson, and from what was done or broken meanwhile. */
const fromReports: Readonly<Record<string, (evidence: LineEvidence) => Judgement | undefined>> = {
  'health-endpoints': judgeHealthEndpoints,
  'business-metrics': judgeBusinessMetrics,
  'alert-rules': judgeAlertRules,
};

/** Judged from the capacity that a search found, which is in timeline.ndjson. */
const fromSearch: Readonly<Record<string, (evidence: LineEvidence) => Judgement | undefined>> = {
  headroom: judgeHeadroom,
  'stress-of-the-api-endpoints': judgeStress,
};

/** Every line of the checklist, judged or with the reason why not; none is left out. */
export function judgeLines(
  evidence: LineEvidence,
  findings: readonly Finding[],
  damage: Damage,
  probeSources: ReadonlySet<string>,
  scope: Scope,
): readonly CriterionResult[] {
  const judged = new Map<string, Judgement>();
  const note = (id: string, judgement: Judgement | undefined): void => {
    if (judgement !== undefined) judged.set(id, judgement);
  };
  const histories = (sources: Iterable<string>): string | undefined =>
    [...sources].map((source) => damage.ofHistory(source)).find((why) => why !== undefined);
  const namesOf = (loads: LineEvidence['loads']): readonly string[] => loads.map(({ record }) => record.plan.name);

  for (const [id, judge] of Object.entries(fromLoads)) {
    const judgement = guarded(() => worstOfLoads(id, judge, evidence));
    note(id, judgement && withoutEvidence(judgement, histories(namesOf(evidence.feeding(id)))));
  }
  const uptime = guarded(() => judgeUptime(evidence));
  const probers = probeSources.size === 0 ? ['prober'] : probeSources;
  note('uptime', uptime && withoutEvidence(uptime, histories(probers)));
  const broken = evidence.loads.filter(({ record }) => record.plan.experiment !== undefined);
  const copied = evidence.loads.filter(({ record }) => record.plan.backupsAtMs !== undefined);
  // What statements and machines say while a platform is broken, or copied, says nothing about ordinary days.
  const isOnlyBroken = evidence.loads.length > 0 && broken.length + copied.length === evidence.loads.length;
  for (const [id, judge] of Object.entries(fromResources)) {
    const judgement = isOnlyBroken ? undefined : guarded(() => judge(evidence));
    const timeline = id === 'connection-pooling' ? damage.ofFile('timeline.ndjson') : undefined;
    note(id, judgement && withoutEvidence(judgement, damage.ofFile('resources.ndjson') ?? timeline));
  }
  for (const [id, judge] of Object.entries(fromSearch)) {
    const judgement = guarded(() => judge(evidence));
    note(id, judgement && withoutEvidence(judgement, damage.ofFile('timeline.ndjson')));
  }
  const missing =
    damage.ofFile('resources.ndjson') ?? damage.ofFile('timeline.ndjson') ?? histories(namesOf(evidence.loads));
  for (const [id, judge] of Object.entries(fromReports)) {
    const judgement = guarded(() => judge(evidence));
    // Two accounts are held against each other: where one is not whole, nothing convicts either.
    const isCarried = missing === undefined || judgement?.status === 'not-applicable';
    note(id, judgement === undefined || isCarried ? judgement : unknown(`the evidence is not whole: ${missing}`));
  }
  for (const [id, judge] of Object.entries(fromExperiments)) {
    const judgement = guarded(() => judge(evidence));
    note(id, judgement && withoutEvidence(judgement, damage.ofFile('timeline.ndjson') ?? histories(namesOf(broken))));
  }
  const concurrency = guarded(() => judgeConcurrency(evidence, (id) => judged.get(id)?.status));
  note(
    'performance-with-1000-concurrent-users',
    concurrency && withoutEvidence(concurrency, histories(namesOf(evidence.loads))),
  );
  const untested = guarded(() => judgeRestoreUntested(evidence));
  const procedure = guarded(() => judgeRestoreProcedure(evidence, findings));
  note('restore-untested', untested);
  note('restore-procedure', procedure && withoutEvidence(procedure, damage.ofFile('timeline.ndjson')));
  for (const finding of findings) {
    const judgement = withRaces(lawJudgement(finding), finding.by, evidence);
    note(finding.by, judgement);
    for (const [id, law] of Object.entries(answeredByLaw)) if (law === finding.by) note(id, judgement);
  }

  const lost = damage.ofFile('plans.json');
  return checklist.map((line) => {
    const judgement = judged.get(line.id);
    if (judgement === undefined && lost !== undefined && line.id in fromLoads)
      return lineResult(line, unknown(lost), scope);
    return lineResult(line, judgement, scope);
  });
}

/**
 * Each load by itself, and the worst of them: pooled, an hour of quiet would hide a platform that never recovers from
 * the minute of a spike.
 */
function worstOfLoads(
  id: string,
  judge: (evidence: LineEvidence) => Judgement | undefined,
  evidence: LineEvidence,
): Judgement | undefined {
  const loads = evidence.feeding(id);
  if (loads.length < 2) return judge(evidence);
  const judgements = loads.flatMap((load) => {
    const requests = decidingRequests([load]);
    const judgement = judge({ ...evidence, feeding: () => [load], requests: () => requests });
    if (judgement === undefined) return [];
    return [{ ...judgement, details: { load: load.record.plan.name, ...judgement.details } }];
  });
  const first = (status: Judgement['status']) => judgements.find((judgement) => judgement.status === status);
  return first('fail') ?? first('unknown') ?? judgements[0];
}

/** A bug of ours in one line must cost that line, not the verdict. */
function guarded(judge: () => Judgement | undefined): Judgement | undefined {
  try {
    return judge();
  } catch (error) {
    return unknown(`the judge gave up: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What these say of a platform that nobody raced is what any platform would have shown. */
const ofRaces: ReadonlySet<string> = new Set(['double-booking', 'linearizability', 'idempotency']);
const cameAboutMin = 0.1;

/** Where races were planned, and next to none came about, a law has seen too little to let pass what it looks for. */
function withRaces(judgement: Judgement, law: string, { loads }: LineEvidence): Judgement {
  if (judgement.status !== 'pass' || !ofRaces.has(law)) return judgement;
  const { planned, overlapped } = racesMet(loads);
  if (planned === 0 || overlapped >= cameAboutMin * planned) return judgement;
  const reason = `only ${overlapped} of ${planned} races came about (${judgement.reason ?? ''})`;
  const { value: _, ...rest } = judgement;
  return { ...rest, status: 'unknown', reason };
}

function lawJudgement({ validity, summary, examined, witness }: Finding): Judgement {
  const figures = {
    ...{ samples: examined, operator: '=' as const, threshold: 0, unit: 'cases' },
    ...(validity === 'valid' || validity === 'invalid' ? { value: witness?.total ?? 0 } : {}),
  };
  const status = validity === 'valid' ? 'pass' : validity === 'invalid' ? 'fail' : validity;
  return { status, reason: summary, ...figures };
}
