import { experimentScenario } from '../../chaos/experiment-scenario.ts';
import { apiProcessKilled } from '../../chaos/experiments/api-process-killed.ts';
import type { ExperimentResult } from '../../core/experiment.ts';
import type { Operation } from '../../core/operation.ts';
import type { Plan } from '../../core/plan.ts';
import { type Random, random } from '../../core/random.ts';
import type { ResourceSample } from '../../core/resource-sample.ts';
import type { TimelineEvent } from '../../core/run.ts';
import { defaultBounds } from '../../criteria/bounds.ts';
import { judgeExperiment } from '../../criteria/experiments/judge-experiment.ts';
import { openLoadRecord } from '../../criteria/folds/load-record.ts';
import { openOutgoingRecord } from '../../criteria/folds/outgoing-record.ts';
import { openResourceRecord } from '../../criteria/folds/resource-figures.ts';
import { loadOf } from '../../criteria/folds/windows.ts';

/** What a request that is due at this moment of the load meets. */
export interface Weather {
  readonly latencyMs: number;
  /** 0 to 1. */
  readonly failing: number;
}

export interface BrokenLoad {
  readonly seed: number;
  /** By the time of the load in seconds; the fault lasts from `brokenMs` to `healedMs`. */
  readonly weather: (atMs: number, draw: Random) => Weather;
  /** Moments at which the whole machine stands still, generator and platform alike, and for how long. */
  readonly stalls?: readonly { readonly atMs: number; readonly lengthMs: number }[];
  readonly timeline?: readonly TimelineEvent[];
  readonly samples?: readonly ResourceSample[];
  readonly plan?: Plan;
  /** How long a request takes that gets no reply; default 2, as one that is refused. */
  readonly failsAfterMs?: number;
}

export const brokenMs = 15_000;
export const healedMs = 22_000;
export const endMs = 53_000;
const fault = 'process-killed api-1';

export const plan = experimentScenario(apiProcessKilled).plan({
  users: 0,
  journeyMs: { 'voice-call': 1, 'web-booking': 1, 'staff-day': 1 },
});

export const usualTimeline: readonly TimelineEvent[] = [
  { event: 'fault-leased', atMs: brokenMs, fault },
  { event: 'fault-injected', atMs: brokenMs + 20, fault },
  { event: 'fault-healed', atMs: healedMs, fault },
];

/** A calm platform answers within 10 to 60 ms, and half of it is away while it is broken. */
export function calm(atMs: number, draw: Random): Weather {
  const isBroken = atMs >= brokenMs && atMs < healedMs;
  return { latencyMs: 10 + 50 * draw.next(), failing: isBroken ? 0.5 : 0 };
}

/** The verdict on an experiment whose users met this. */
export function judged(options: Partial<BrokenLoad>): ExperimentResult {
  const { seed = 1, weather = calm, stalls = [], timeline = usualTimeline, samples = [] } = options;
  const record = openLoadRecord(options.plan ?? plan);
  record.takeMark({ mark: 'load-started', atMs: 0 });
  const draw = random(seed);
  const awake = (atMs: number): number => {
    const stall = stalls.find((one) => atMs >= one.atMs && atMs < one.atMs + one.lengthMs);
    return stall === undefined ? atMs : stall.atMs + stall.lengthMs;
  };
  for (let visit = 0; visit < (endMs - 1_000) / 100; visit += 1) {
    for (const operation of operationsOf({ visit, weather, draw, awake, failsAfterMs: options.failsAfterMs ?? 2 }))
      record.take(operation);
  }
  const resources = openResourceRecord();
  for (const sample of samples) resources.take(sample);
  const evidence = { timeline, resources, outgoing: openOutgoingRecord(), bounds: defaultBounds };
  const result = judgeExperiment(loadOf(record, 0), evidence);
  if (result === undefined) throw new Error('the plan is no experiment');
  return result;
}

export function statusOf({ claims }: ExperimentResult, name: string): string | undefined {
  return claims.find(({ claim }) => claim === name)?.status;
}

interface Visit {
  readonly visit: number;
  readonly weather: BrokenLoad['weather'];
  readonly draw: Random;
  readonly awake: (atMs: number) => number;
  readonly failsAfterMs: number;
}

const requestsPerVisit = 7;

/** Who fails goes away; who is over by the end of the load says so. */
function* operationsOf({ visit, weather, draw, awake, failsAfterMs }: Visit): Generator<Operation> {
  const arrivedMs = visit * 100;
  const process = `voice-call-${visit}`;
  const common = { process, keys: [], idempotencyKey: 'k' };
  let [atMs, type]: [number, 'ok' | 'fail' | 'info'] = [arrivedMs, 'ok'];
  for (let number = 0; number < requestsPerVisit && type === 'ok'; number += 1) {
    const startMs = awake(atMs);
    const { latencyMs, failing } = weather(atMs, draw);
    const isFailing = draw.chance(failing);
    const doneMs = awake(startMs + (isFailing ? failsAfterMs : latencyMs));
    const request = { route: 'GET /slots', startMs, endMs: doneMs, status: isFailing ? 0 : 200 };
    const id = `${process}/${number}`;
    yield {
      ...{ ...common, id, intent: id, verb: 'find-slots', startMs, endMs: doneMs, intendedMs: atMs },
      ...{ type: isFailing ? 'info' : 'ok', requests: [request], value: {} },
    };
    if (isFailing) type = 'fail';
    atMs = doneMs + 100 + 200 * draw.next();
    if (atMs > endMs) type = 'info';
  }
  yield {
    ...{ ...common, id: process, intent: process, verb: 'journey', startMs: arrivedMs, endMs: Math.min(atMs, endMs) },
    ...{ intendedMs: arrivedMs, type, requests: [] },
    value: { asked: { journey: 'voice-call', goal: 'booking', arrival: visit }, answered: {} },
  };
}

/** The machine's CPU second by second, of which others take this share. */
export function machineOf(othersShare: (atMs: number) => number): readonly ResourceSample[] {
  const samples: ResourceSample[] = [];
  let busyMs = 0;
  for (let atMs = 0; atMs <= endMs; atMs += 1_000) {
    busyMs += 400 + 2_000 * othersShare(atMs);
    const machine = { cores: 2, stealMs: 0, memoryAvailableBytes: 4e9, cpuPressureUs: null };
    samples.push({ kind: 'machine', atMs, busyMs, ...machine });
    const own = { name: 'api-2', role: 'api' as const, pid: 7, rssBytes: 1e8, descriptors: 30 };
    samples.push({ kind: 'process', atMs, ...own, cpuMs: atMs * 0.4 });
  }
  return samples;
}
