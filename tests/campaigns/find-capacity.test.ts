import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { findCapacity } from '../../campaigns/find-capacity.ts';
import { random } from '../../core/random.ts';
import { kneeInterval } from '../../criteria/statistics/knee-interval.ts';
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

test('does not believe one unlucky step', async () => {
  // The third step ever, far below the knee, meets a moment in which the machine was busy elsewhere.
  let count = 0;
  const measure = async (rate: number) => ({ held: ++count !== 3 && rate <= 1_000 });
  const found = await findCapacity({ ...base, measure });
  assert.ok(found.holdsPerSecond > 950 && found.holdsPerSecond <= 1_000, `${found.holdsPerSecond}`);
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

test('bounds the knee of a noisy platform, with at least the confidence that it states', async () => {
  const rounds = 400;
  for (const steepness of [5, 15, 60, 1000]) {
    const luck = random(steepness);
    const missed = { low: 0, high: 0 };
    const spreads: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const knee = 8 * Math.exp(luck.between(0, 3.5));
      // A step at the knee holds every second time; the steeper, the less does chance matter away from it.
      const measure = async (rate: number) => ({ held: luck.chance(1 / (1 + (rate / knee) ** steepness)) });
      const { intervalPerSecond } = await findCapacity({ ...base, startPerSecond: 4, repeatsMax: 24, measure });
      const [low, high] = intervalPerSecond;
      if (low > knee) missed.low += 1;
      if (high !== null && high < knee) missed.high += 1;
      if (low > 0 && high !== null) spreads.push(high / low);
    }
    const said = `steepness ${steepness}: ${JSON.stringify(missed)}`;
    assert.ok(missed.low <= 0.05 * rounds && missed.high <= 0.05 * rounds, said);
    // Bounds that say nothing would never miss: a steep knee is found closely and nearly every time.
    const middle = spreads.sort((a, b) => a - b)[spreads.length >> 1] ?? Number.POSITIVE_INFINITY;
    if (steepness >= 60) assert.ok(spreads.length > 0.9 * rounds && middle < 1.15, `${said}, ${middle}`);
  }
});

test('a bound is carried by five repeated steps, and a step against it costs more of them', () => {
  const repeated = (held: readonly boolean[]) =>
    held.map((each) => ({ ratePerSecond: 10, held: each, expected: 'holds' as const }));
  const searched = { ratePerSecond: 10, held: true };
  assert.equal(kneeInterval([searched, searched, ...repeated([true, true, true, true])]), [0, null]);
  assert.equal(kneeInterval(repeated([true, true, true, true, true])), [10, null]);
  assert.equal(kneeInterval(repeated([false, true, true, true, true, true])), [0, null]);
  assert.equal(kneeInterval(repeated([false, true, true, true, true, true, true, true, true])), [10, null]);
  const above = repeated([false, false, false, false, false]).map((step) => ({ ...step, expected: 'fails' as const }));
  assert.equal(kneeInterval(above), [0, 10]);
});

test('sees that what holds holds right after an overload, and that half of it does at the end', async () => {
  const found = await findCapacity({ ...base, repeatsMax: 24, measure: async (rate) => ({ held: rate <= 100 }) });
  const held = found.steps.map(({ outcome }) => (outcome.held ? 'h' : 'f')).join('');
  assert.match(held, /hfhfhf+h$/);
  assert.is(found.recovered, true);
  assert.is(found.steps.at(-1)?.ratePerSecond, found.holdsPerSecond / 2);
  // A leak: once it was overloaded so often, nothing holds any more.
  const leakingAfter = (most: number) => {
    let overloads = 0;
    const measure = async (rate: number) => {
      if (rate > 100) overloads += 1;
      return { held: rate <= 100 && overloads < most };
    };
    return findCapacity({ ...base, repeatsMax: 24, measure });
  };
  const late = await leakingAfter(8);
  assert.equal([late.holdsPerSecond > 95, late.recovered], [true, false]);
  assert.is((await leakingAfter(6)).holdsPerSecond, 0);
});
