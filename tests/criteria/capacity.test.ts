import * as assert from 'uvu/assert';
import type { CapacityStep, Saturated, TimelineEvent } from '../../core/run.ts';
import { defaultBounds } from '../../criteria/bounds.ts';
import { type CapacityFound, capacityInWords } from '../../criteria/capacity-in-words.ts';
import { judgeHeadroom, judgeStress } from '../../criteria/lines/capacity.ts';
import type { LineEvidence } from '../../criteria/lines/line-evidence.ts';
import { suite } from '../door.ts';

const test = suite('lines from the capacity');

function failing(saturated: Saturated, generatorShare = 0): CapacityStep {
  return {
    ...{ ratePerSecond: 90, held: false, p95Ms: 300, errorShare: 0, requestsPerSecond: 450, reason: 'p95 300 ms' },
    ...{ bottleneck: 'of 2 cores api 1.20', saturated, generatorShare },
  };
}

/** 80 journeys a second hold, which are 400 requests a second: 2.7 times the default forecast. */
const healthy: CapacityFound = {
  ...{ event: 'capacity-found', atMs: 9_000, fromMs: 1_000, holdsPerSecond: 80, failsPerSecond: 90 },
  ...{ requestsPerSecond: 400, intervalPerSecond: [80, 90], recovered: true, steps: [failing('target-cpu')] },
};
const tight: CapacityFound = { ...healthy, requestsPerSecond: 120 };

/** The lines look at nothing but the timeline and the bounds. */
function evidence(timeline: readonly TimelineEvent[]): LineEvidence {
  return { timeline, bounds: defaultBounds } as unknown as LineEvidence;
}

const headroom = (found: CapacityFound) => judgeHeadroom(evidence([found]));
const stress = (found: CapacityFound, ...others: readonly TimelineEvent[]) => judgeStress(evidence([found, ...others]));

test('without a search nothing is measured', () => {
  assert.equal([judgeHeadroom(evidence([])), judgeStress(evidence([]))], [undefined, undefined]);
});

test('headroom is the capacity over the forecast peak, by the worse bound', () => {
  assert.is(headroom(healthy)?.status, 'pass');
  assert.is(headroom(healthy)?.value?.toFixed(2), '2.67');
  assert.is(headroom(tight)?.status, 'fail');
  assert.is(headroom({ ...tight, requestsPerSecond: 215, intervalPerSecond: [80, 120] })?.status, 'unknown');
  assert.is(headroom({ ...healthy, intervalPerSecond: [0, null] })?.status, 'unknown');
  const endless = headroom({ ...healthy, failsPerSecond: null, intervalPerSecond: [80, null], steps: [] });
  assert.is(endless?.status, 'pass');
});

test('a generator that had nothing left, or that took what was missing, convicts nobody', () => {
  const byGenerator = { ...tight, steps: [failing('generator')] };
  assert.is(headroom(byGenerator)?.status, 'unknown');
  assert.match(headroom(byGenerator)?.reason ?? '', /generator saturated: at 90.0 journeys a second/);
  assert.is(headroom({ ...tight, steps: [failing('machine', 0.45)] })?.status, 'unknown');
  assert.is(headroom({ ...tight, steps: [failing('machine', 0.2)] })?.status, 'fail');
  assert.is(stress({ ...healthy, holdsPerSecond: 0, steps: [failing('generator')] })?.status, 'unknown');
});

test('stress passes where the bend is bounded and the platform recovers', () => {
  assert.is(stress(healthy)?.status, 'pass');
  assert.match(stress(healthy)?.reason ?? '', /At 90.0 journeys a second the API processes’ CPU had nothing left/);
  assert.is(stress({ ...healthy, failsPerSecond: null })?.status, 'unknown');
  assert.is(stress({ ...healthy, intervalPerSecond: [80, null] })?.status, 'unknown');
  assert.is(stress({ ...healthy, recovered: null })?.status, 'unknown');
  assert.is(stress({ ...healthy, recovered: false })?.status, 'fail');
  assert.is(stress({ ...healthy, holdsPerSecond: 0, intervalPerSecond: [0, null] })?.status, 'fail');
});

test('a process of the platform that ends under the stress fails it, one that ends later does not', () => {
  const died = (atMs: number): TimelineEvent => ({
    ...{ event: 'process-ended', atMs, process: 'api-1', expected: false, detail: 'exit code 134' },
  });
  assert.match(stress(healthy, died(5_000))?.reason ?? '', /^api-1 ended under the stress/);
  assert.is(stress(healthy, died(9_500))?.status, 'pass');
});

test('says in plain words what holds, how sure that is, what ran short and whether it recovered', () => {
  assert.equal(capacityInWords(healthy), [
    'The platform holds 80.0 journeys a second, which are 400 requests a second, and not 90.0.',
    'The rate at which every second step holds is at least 80.0 and at most 90.0, each with 95 % confidence.',
    'At 90.0 journeys a second the API processes’ CPU had nothing left (of 2 cores api 1.20).',
    'After the last overload it was itself again at half of that.',
  ]);
  // What most steps at the lowest rate that does not hold name counts, not the first.
  const steps = [failing('none'), failing('pool'), failing('pool')];
  assert.match(capacityInWords({ ...healthy, steps }).join(' '), /the pool of database connections had nothing left/);
});
