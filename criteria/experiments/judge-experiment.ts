import type { Claim, ExperimentPhase, ExperimentResult } from '../../core/experiment.ts';
import type { TimelineEvent } from '../../core/run.ts';
import type { Bounds } from '../bounds.ts';
import { othersShare, othersShareMax } from '../folds/others-share.ts';
import type { OutgoingRecord } from '../folds/outgoing-record.ts';
import type { ResourceRecord } from '../folds/resource-figures.ts';
import type { Load } from '../folds/windows.ts';
import { inWords } from '../judgement.ts';
import {
  bookingsClaim,
  errorsClaim,
  gracefulStopClaim,
  latencyClaim,
  recoveryClaim,
  type Span,
  throughputClaim,
} from './claims.ts';
import { effectOf } from './effect-of.ts';
import { type Lease, leasesOf } from './leases.ts';
import { type Second, secondsOf } from './seconds-of.ts';
import { bookingsOf, p95Of, type Seen, seenIn } from './seen-in.ts';
import { isWell, timeToRecover, wellBeingOf } from './time-to-recover.ts';

export interface ExperimentEvidence {
  readonly timeline: readonly TimelineEvent[];
  readonly resources: ResourceRecord;
  readonly outgoing: OutgoingRecord;
  readonly bounds: Bounds;
}

/** The last second's arrivals fade out, and whoever came just before it had no time to get anywhere. */
const fadeMs = 1_500;

/**
 * One experiment, from what users saw and what the timeline says. Steady first, or it is void; each of its faults with
 * an effect that others saw, or it counts for nothing; then its claims. Undefined: the plan is no experiment.
 */
export function judgeExperiment(load: Load, evidence: ExperimentEvidence): ExperimentResult | undefined {
  const { plan } = load.record;
  if (plan.experiment === undefined) return undefined;
  const endMs = load.startedMs + (plan.phases.at(-1)?.toMs ?? 0);
  const broken = leasesOf(evidence.timeline, load.startedMs, endMs).filter(({ isThroughout }) => !isThroughout);
  const leases = [...broken, ...overloadOf(load)];
  const brokenMs = leases[0]?.fromMs ?? endMs;
  const healedMs = leases.reduce((latest, { toMs }) => Math.max(latest, toMs ?? endMs), brokenMs);
  const spans = {
    steady: { fromMs: load.startedMs, toMs: Math.min(brokenMs, endMs) },
    fault: { fromMs: brokenMs, toMs: Math.min(healedMs, endMs) },
    recovery: { fromMs: Math.min(healedMs, endMs), toMs: endMs },
  };
  const during = seenIn(load.record, spans.fault.fromMs, spans.fault.toMs, 'under way');
  const before = seenIn(load.record, spans.steady.fromMs, spans.steady.toMs, 'due');
  const { processes, cache, database } = evidence.resources;
  const sight = { processes, cache, database, providers: evidence.outgoing.providers, before };
  const faults = leases.map((lease) => {
    const { fault, fromMs, toMs } = lease;
    const own = seenIn(load.record, fromMs, toMs ?? endMs, 'under way');
    const effect = lease.problem === undefined ? effectOf(lease, { ...sight, during: own }) : undefined;
    return { fault, fromMs, toMs, effect: effect ?? null };
  });
  const told = {
    ...{ name: plan.name, hypothesis: plan.experiment.hypothesis, faults },
    phases: (['steady', 'fault', 'recovery'] as const).map((name) => phaseOf(name, load, spans[name])),
  };
  const within = ({ fromMs, toMs }: Span): readonly Second[] =>
    secondsOf(load.record, fromMs, toMs, evidence.bounds.generatorLagMs);
  const seconds = {
    steady: within(spans.steady),
    fault: within({ fromMs: spans.fault.fromMs - 1_000, toMs: spans.fault.toMs + 1_000 }),
    recovery: within({ ...spans.recovery, toMs: spans.recovery.toMs - fadeMs }),
  };
  const reason = voidBecause(told.phases[0], seconds.steady, evidence.bounds) ?? uselessBecause(plan, leases, told);
  if (reason !== undefined) return { ...told, status: 'unknown', reason, claims: [] };
  return { ...told, ...held(load, evidence, { spans, seconds, during, leases, phases: told.phases }) };
}

/** Too much demand is a fault as well, and its times are the plan's. */
function overloadOf({ record: { plan }, startedMs }: Load): readonly Lease[] {
  const phase = plan.phases.find(({ name }) => name === 'fault');
  const times = plan.experiment?.overload;
  if (times === undefined || phase === undefined) return [];
  const span = { fromMs: startedMs + phase.fromMs, toMs: startedMs + phase.toMs };
  return [
    {
      fault: `overload: ${inWords(times)} times the demand`,
      ...span,
      isThroughout: false,
      said: undefined,
      problem: undefined,
    },
  ];
}

/** Whoever came just before the fault met it, too. */
const visitMs = 3_000;

interface Watched {
  readonly spans: Readonly<Record<'steady' | 'fault' | 'recovery', Span>>;
  readonly seconds: Readonly<Record<'steady' | 'fault' | 'recovery', readonly Second[]>>;
  readonly during: Seen;
  readonly leases: readonly Lease[];
  readonly phases: readonly ExperimentPhase[];
}

function held(
  load: Load,
  evidence: ExperimentEvidence,
  { spans, seconds, during, leases, phases }: Watched,
): Pick<ExperimentResult, 'status' | 'claims' | 'timeToRecoverMs'> {
  const { record } = load;
  const { bounds, resources } = evidence;
  const allows = record.plan.experiment?.allows ?? { errorPercent: 0 };
  const crowded = crowdedIn(resources, { fromMs: spans.fault.fromMs, toMs: spans.recovery.toMs });
  const recoverMs = timeToRecover(seconds.recovery, wellBeingOf(seconds.steady));
  const excuse = crowded ?? lateIn(seconds.recovery);
  const seenMs = seconds.recovery.length * 1000;
  const after = { fromMs: spans.recovery.fromMs + (recoverMs ?? 0), toMs: spans.recovery.toMs };
  const stopsMs = leases.filter(({ fault }) => fault.startsWith('process-stopped ')).map(({ fromMs }) => fromMs);
  const claims = [
    errorsClaim(during, allows, crowded),
    latencyClaim(answeredInTime(record, spans.fault, seconds.fault), allows, crowded ?? lateIn(seconds.fault)),
    record.plan.experiment?.overload === undefined
      ? undefined
      : throughputClaim(phases, crowded ?? lateIn(seconds.fault)),
    stopsMs.length === 0 ? undefined : gracefulStopClaim(record, stopsMs),
    recoveryClaim(recoverMs, { seenMs, bounds, excuse }),
    bookingsClaim(record, { ...spans.steady, toMs: spans.steady.toMs - visitMs }, after, excuse),
  ].filter((claim): claim is Claim => claim !== undefined);
  return { status: worstOf(claims), claims, timeToRecoverMs: recoverMs };
}

/** What was under way while it was broken, without what was due when the generator itself was late. */
function answeredInTime(record: Load['record'], { fromMs, toMs }: Span, seconds: readonly Second[]): Seen {
  const startMs = seconds[0]?.atMs ?? fromMs;
  const isExcused = (dueMs: number): boolean => seconds[Math.floor((dueMs - startMs) / 1000)]?.isExcused === true;
  return seenIn(record, fromMs, toMs, 'under way', isExcused);
}

function worstOf(claims: readonly Claim[]): ExperimentResult['status'] {
  if (claims.some(({ status }) => status === 'fail')) return 'fail';
  return claims.every(({ status }) => status === 'pass') ? 'pass' : 'unknown';
}

function phaseOf(name: ExperimentPhase['name'], { record }: Load, { fromMs, toMs }: Span): ExperimentPhase {
  const seen = seenIn(record, fromMs, toMs, 'due');
  const { requests, failed } = seen;
  const { booked } = bookingsOf(record, fromMs, toMs);
  return { name, fromMs, toMs, requests, failed, p95Ms: p95Of(seen), booked };
}

const steadySecondsMin = 5;
const steadyRequestsMin = 100;

/** Why nothing was steady before anything was broken. */
function voidBecause(
  steady: ExperimentPhase | undefined,
  seconds: readonly Second[],
  { steadyErrorPercent, steadyLatencyMs }: Bounds,
): string | undefined {
  if (steady === undefined || seconds.length < steadySecondsMin || steady.requests < steadyRequestsMin) {
    return `void: only ${inWords(steady?.requests ?? 0)} requests in ${seconds.length} s were seen before the fault`;
  }
  const { requests, failed, p95Ms, booked } = steady;
  if (100 * failed > steadyErrorPercent * requests) {
    return `void: ${inWords(failed)} of ${inWords(requests)} requests failed before anything was broken`;
  }
  if (p95Ms === null || p95Ms > steadyLatencyMs) {
    return `void: 95 % of the requests took up to ${inWords(p95Ms ?? Number.POSITIVE_INFINITY)} ms before the fault`;
  }
  if (booked === 0) return 'void: nobody booked anything before the fault';
  const well = wellBeingOf(seconds);
  if (seconds.filter((second) => isWell(second, well)).length * 2 < seconds.length) {
    return lateIn(seconds) ?? 'void: in most seconds before the fault it was not steady';
  }
  return undefined;
}

/** Why what was broken says nothing: it was not broken, not healed, or nobody noticed. */
function uselessBecause(
  { faults = [], skipped = [] }: Load['record']['plan'],
  leases: readonly Lease[],
  { faults: seen }: Pick<ExperimentResult, 'faults'>,
): string | undefined {
  const problem = leases.find((lease) => lease.problem !== undefined);
  if (problem !== undefined) return `${problem.fault}: ${problem.problem}`;
  const planned = faults.filter(({ isThroughout }) => isThroughout !== true).length;
  if (leases.length === 0) return `nothing was broken${skipped[0] === undefined ? '' : `: ${skipped[0].reason}`}`;
  if (leases.length < planned) return `${leases.length} of ${planned} faults took place`;
  const unseen = seen.find(({ effect }) => effect === null);
  return unseen === undefined ? undefined : `nobody saw any effect of ${unseen.fault}`;
}

function crowdedIn(resources: ResourceRecord, { fromMs, toMs }: Span): string | undefined {
  const share = othersShare(resources, (atMs) => atMs >= fromMs && atMs < toMs);
  if (share === null || share <= othersShareMax) return undefined;
  return `others took ${inWords(100 * share)} % of the CPU in the busiest tenth of that time (machine saturated)`;
}

/** Where more seconds than these say nothing, the rest says too little. */
const excusedMax = 1 / 3;

function lateIn(seconds: readonly Second[]): string | undefined {
  const late = seconds.filter(({ isExcused }) => isExcused).length;
  if (late <= excusedMax * seconds.length) return undefined;
  return `the generator was late in ${late} of ${seconds.length} s (generator saturated)`;
}
