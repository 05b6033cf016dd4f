import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { type Arrivals, arrivalCount, arrivalMs, dueArrivalMs } from '../../core/plan.ts';
import { suite } from '../door.ts';

const test = suite('plan');

function arrivals(startPerSecond: number, ...stages: readonly (readonly [number, number])[]): Arrivals {
  return {
    ...{ journey: 'web-booking', openMax: 1, startPerSecond },
    stages: stages.map(([durationMs, endPerSecond]) => ({ durationMs, endPerSecond })),
  };
}

/** The integral of the rate up to `ms`, by the trapezium of each stage. */
function offeredUntil({ startPerSecond, stages }: Arrivals, ms: number): number {
  let rate = startPerSecond;
  let fromMs = 0;
  let offered = 0;
  for (const { durationMs, endPerSecond } of stages) {
    const spentMs = Math.min(Math.max(ms - fromMs, 0), durationMs);
    const rateThen = rate + ((endPerSecond - rate) * spentMs) / durationMs;
    offered += (((rate + rateThen) / 2) * spentMs) / 1000;
    rate = endPerSecond;
    fromMs += durationMs;
  }
  return offered;
}

const anyArrivals = fc
  .tuple(
    fc.integer({ min: 0, max: 50 }),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 50 })), {
      minLength: 1,
      maxLength: 5,
    }),
  )
  .map(([start, stages]) => arrivals(start, ...stages));

test('a steady rate: every tenth of a second, the n-th behind the n-th interval', () => {
  const steady = arrivals(10, [1000, 10]);
  assert.is(arrivalCount(steady), 9, 'the one at the very end is not counted on');
  const due = Array.from({ length: 11 }, (_, n) => arrivalMs(steady, n));
  assert.equal(
    due.map((ms) => ms && Math.round(ms)),
    [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, undefined],
  );
});

test('a ramp from nothing: arrivals grow with the square of time', () => {
  const ramp = arrivals(0, [10_000, 10]);
  assert.is(arrivalCount(ramp), 49);
  for (const n of [0, 11, 49]) {
    assert.ok(Math.abs((arrivalMs(ramp, n) ?? 0) - Math.sqrt((n + 1) / 50) * 10_000) < 1e-6, `${n}`);
  }
});

test('stages without arrivals are walked over', () => {
  const paused = arrivals(1, [1000, 1], [5000, 0], [1, 0], [5000, 0], [1, 1], [1000, 1]);
  const due = Array.from({ length: arrivalCount(paused) }, (_, n) => arrivalMs(paused, n) ?? Number.NaN);
  assert.ok(due.every(Number.isFinite), JSON.stringify(due));
  assert.equal(
    due,
    [...due].sort((one, other) => one - other),
  );
});

test('each arrival is due when the brute-force integral of the rate reaches its number', () => {
  fc.assert(
    fc.property(anyArrivals, fc.nat(200), (plan, n) => {
      const ms = arrivalMs(plan, n);
      const total = offeredUntil(plan, Number.MAX_SAFE_INTEGER);
      if (ms === undefined) assert.ok(total < n + 1 + 1e-6, `${total} offered, but no ${n}`);
      else assert.ok(Math.abs(offeredUntil(plan, ms) - (n + 1)) < 1e-4, `${offeredUntil(plan, ms)} at ${ms} for ${n}`);
    }),
    { numRuns: 2_000, seed: 1 },
  );
});

test('arrivals come in order, within the plan, and as many as are counted', () => {
  fc.assert(
    fc.property(anyArrivals, (plan) => {
      const lengthMs = plan.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
      const count = arrivalCount(plan);
      fc.pre(count < 2_000);
      let beforeMs = 0;
      for (let n = 0; n < count; n += 1) {
        const ms = arrivalMs(plan, n);
        assert.ok(ms !== undefined && ms >= beforeMs - 1e-6 && ms <= lengthMs + 1e-6, `${n} at ${ms} of ${lengthMs}`);
        beforeMs = ms;
      }
      assert.is(arrivalMs(plan, count + 1), undefined);
    }),
    { numRuns: 300, seed: 2 },
  );
});

test('a visit that seems far too late belongs to the last arrival that was due by then', () => {
  const steady = arrivals(10, [60_000, 10]);
  assert.is(dueArrivalMs(steady, 49, 5_020), 5_000, 'a little late is late');
  assert.is(dueArrivalMs(steady, 49, 5_999), 5_000);
  // 130 arrivals were dropped before it: k6 calls it the 50th, the plan the 180th.
  assert.is(dueArrivalMs(steady, 49, 18_030), 18_000);
  assert.is(dueArrivalMs(steady, 49, 70_000), 60_000, 'behind the plan, the last one');
  assert.is(dueArrivalMs(steady, 600, 60_100), undefined);
});
