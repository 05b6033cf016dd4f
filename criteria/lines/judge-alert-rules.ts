import type { AlertRule, AlertSample } from '../../core/resource-sample.ts';
import { inWords, type Judgement, unknown } from '../judgement.ts';
import type { LineEvidence } from './line-evidence.ts';

/** Shorter than this, or felt by fewer than these, and whoever wrote the rules may well have meant to let it pass. */
const feltMs = 60_000;
const feltShare = 0.1;

/** A rule that was raised, on the run's clock; null: it was still raised when nobody looked any more. */
interface Raised {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number | null;
}

/**
 * Alerting: whatever was broken on purpose raises the target's own alerts, each rule of them, and they end with it.
 * Which rule belongs to which fault nobody but the target's people can know; so a rule that was not raised leaves it
 * open, and only what many users felt for a minute while no rule so much as waited convicts.
 */
export function judgeAlertRules({ resources, experiments }: LineEvidence): Judgement | undefined {
  const samples = resources.alerts.toSorted((a, b) => a.atMs - b.atMs);
  const broken = experiments.filter(({ reason, faults }) => reason === undefined && faults.length > 0);
  if (samples.length === 0 || broken.length === 0) return undefined;
  const names = [...new Set(samples.flatMap(({ rules }) => rules.map(({ name }) => name)))];
  const raised = raisedIn(samples);
  const firstMs = Math.min(...broken.flatMap(({ faults }) => faults.map(({ fromMs }) => fromMs)));
  const ended = names.filter((name) => raised.some((one) => one.name === name && one.toMs !== null));
  const figures = {
    ...{ operator: '=' as const, threshold: names.length, unit: 'rules', samples: broken.length },
    value: ended.length,
    details: Object.fromEntries(raised.slice(-20).map((one) => [one.name, inTime(one)])),
  };
  const silent = broken.find((experiment) => isFelt(experiment) && !isMinded(experiment, samples));
  if (silent !== undefined) {
    const { requests = 0, failed = 0 } = silent.phases.find(({ name }) => name === 'fault') ?? {};
    const felt = `${inWords(failed)} of ${inWords(requests)} requests failed`;
    return {
      status: 'fail',
      reason: `${silent.name}: ${felt}, and no alert was so much as about to be raised`,
      ...figures,
    };
  }
  if (names.length === 0) return unknown('the target has no alerting rules', figures);
  const early = raised.find(({ fromMs }) => fromMs < firstMs);
  if (early !== undefined) return unknown(`${early.name} was raised before anything was broken`, figures);
  const never = names.filter((name) => !raised.some((one) => one.name === name));
  if (never.length > 0) return unknown(`never raised by what was broken: ${never.join(', ')}`, figures);
  const lasting = raised.filter(({ toMs }) => toMs === null).map(({ name }) => name);
  if (lasting.length > 0) return unknown(`still raised in the end: ${lasting.join(', ')}`, figures);
  return { status: 'pass', ...figures };
}

type Broken = LineEvidence['experiments'][number];

function isFelt({ phases }: Broken): boolean {
  const fault = phases.find(({ name }) => name === 'fault');
  return fault !== undefined && fault.toMs - fault.fromMs >= feltMs && fault.failed >= feltShare * fault.requests;
}

/** Whether any rule's condition held while it was broken, or right behind it; also where nobody could ask. */
function isMinded({ phases }: Broken, samples: readonly AlertSample[]): boolean {
  const fault = phases.find(({ name }) => name === 'fault');
  const [fromMs, toMs] = [fault?.fromMs ?? 0, (fault?.toMs ?? 0) + feltMs];
  return samples.some(({ atMs, rules }, at) => {
    const untilMs = samples[at + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    return atMs <= toMs && untilMs >= fromMs && rules.some(({ state }) => state !== 'inactive');
  });
}

/** Each stretch in which a rule was raised, in the order of their beginnings. */
function raisedIn(samples: readonly AlertSample[]): readonly Raised[] {
  const raised: Raised[] = [];
  const open = new Map<string, number>();
  for (const { atMs, rules } of samples) {
    const firing = new Set(rules.filter(isFiring).map(({ name }) => name));
    for (const name of firing) if (!open.has(name)) open.set(name, atMs);
    for (const [name, fromMs] of open) {
      if (firing.has(name)) continue;
      raised.push({ name, fromMs, toMs: atMs });
      open.delete(name);
    }
  }
  for (const [name, fromMs] of open) raised.push({ name, fromMs, toMs: null });
  return raised.sort((a, b) => a.fromMs - b.fromMs);
}

function isFiring({ state }: AlertRule): boolean {
  return state === 'firing';
}

function inTime({ fromMs, toMs }: Raised): string {
  const seconds = (ms: number): string => inWords(ms / 1000);
  return `raised at ${seconds(fromMs)} s, ${toMs === null ? 'and still is' : `for ${seconds(toMs - fromMs)} s`}`;
}
