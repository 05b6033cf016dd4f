import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { findCapacity } from '../../campaigns/find-capacity.ts';
import { random } from '../../core/random.ts';
import { suite } from '../door.ts';

const test = suite('find capacity');

const base = {
  startPerSecond: 10,
  mostPerSecond: 10_000,
  precision: 1.05,
  confirmations: 2,
  signal: new AbortController().signal,
};

test('finds the knee of a platform that holds up to its capacity', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 1, max: 9_000, noNaN: true }), async (knee) => {
      const found = await findCapacity({ ...base, measure: async (rate) => ({ held: rate <= knee }) });
      assert.ok(found.holdsPerSecond <= knee && knee < (found.failsPerSecond ?? 0), `${knee}: ${found.holdsPerSecond}`);
      assert.ok((found.failsPerSecond ?? 0) / found.holdsPerSecond <= 1.05);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('does not believe one lucky step', async () => {
  const luck = random(7);
  // Above 100 a second it holds only now and then.
  const measure = async (rate: number) => ({ held: rate <= 100 || (rate < 160 && luck.chance(0.3)) });
  const found = await findCapacity({ ...base, measure });
  assert.ok(found.holdsPerSecond <= 110, `${found.holdsPerSecond}`);
  const again = found.steps.filter(({ ratePerSecond }) => ratePerSecond === found.holdsPerSecond);
  assert.ok(again.length >= 3 && again.every(({ outcome }) => outcome.held));
});

test('a platform that holds nothing has no capacity, and one that holds everything no end', async () => {
  const none = await findCapacity({ ...base, measure: async () => ({ held: false }) });
  assert.is(none.holdsPerSecond, 0);
  const all = await findCapacity({ ...base, measure: async () => ({ held: true }) });
  assert.equal([all.holdsPerSecond, all.failsPerSecond], [10_000, null]);
});

test('stops when it is told to', async () => {
  const controller = new AbortController();
  const measure = async () => {
    controller.abort();
    return { held: true };
  };
  const found = await findCapacity({ ...base, measure, signal: controller.signal });
  assert.is(found.steps.length, 1);
});
