import * as assert from 'uvu/assert';
import type { FaultEvent } from '../../core/run.ts';
import { faultSpans, sinceUnderWay, withoutFaults } from '../../criteria/folds/fault-spans.ts';
import { suite } from '../door.ts';

const test = suite('fault spans');

function event(name: 'leased' | 'injected' | 'healed' | 'stuck', atMs: number, fault = 'a'): FaultEvent {
  return { event: `fault-${name}`, atMs, fault };
}

const phases = [
  { name: 'warm-up', fromMs: 0, toMs: 1_000, measured: false },
  { name: 'busy', fromMs: 1_000, toMs: 20_000, measured: true },
];

function measured(timeline: readonly FaultEvent[]): readonly (readonly [number, number])[] {
  const whole = withoutFaults(phases, faultSpans(timeline));
  assert.is(whole[0]?.fromMs, 0);
  assert.is(whole.at(-1)?.toMs, 20_000);
  return whole.flatMap((phase) => (phase.measured ? [[phase.fromMs, phase.toMs] as const] : []));
}

test('what was broken is not measured, from the lease to a moment after the healing', () => {
  assert.equal(measured([]), [[1_000, 20_000]]);
  const once = [event('leased', 5_000), event('injected', 5_100), event('healed', 8_000)];
  assert.equal(measured(once), [
    [1_000, 5_000],
    [9_500, 20_000],
  ]);
});

test('faults that overlap, and two that come one after the other, are cut out once', () => {
  const both = [
    event('leased', 4_000),
    event('leased', 5_000, 'b'),
    event('healed', 6_000, 'b'),
    event('healed', 9_000),
  ];
  assert.equal(measured(both), [
    [1_000, 4_000],
    [10_500, 20_000],
  ]);
});

test('what was never healed is measured no more', () => {
  assert.equal(measured([event('leased', 4_000), event('stuck', 9_000)]), [[1_000, 4_000]]);
});

test('what was under way when it broke, and failed, belongs to the fault', () => {
  const spans = faultSpans([event('leased', 5_000), event('healed', 6_000)]);
  const since = (dueMs: number, endMs: number, error: number) =>
    sinceUnderWay(spans, { dueMs: [dueMs], endMs: [endMs], error: [error] })[0]?.fromMs;
  assert.is(since(4_200, 5_100, 1), 4_200);
  assert.is(since(4_200, 5_100, 0), 5_000);
  assert.is(since(4_200, 4_900, 1), 5_000);
  assert.is(since(4_200, 9_000, 1), 5_000);
});
