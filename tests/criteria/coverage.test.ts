import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import { quantileInterval } from '../../criteria/statistics/quantile-interval.ts';
import { suite } from '../door.ts';
import { correlatedLatencies, secondsOf, trueP95Ms } from './synthetic-latencies.ts';

const test = suite('coverage of the quantile’s interval');
const rounds = 250;

/** How often each stated bound is on its side of the truth. `npm run bench` does the same with more rounds. */
function coverage(memorySeconds: number): { readonly lower: number; readonly upper: number } {
  let [lower, upper] = [0, 0];
  for (let seed = 1; seed <= rounds; seed += 1) {
    const samples = correlatedLatencies(random(seed), { seconds: 90, perSecond: 60, memorySeconds });
    const { interval } = quantileInterval(samples, 0.95);
    if (interval[0] <= trueP95Ms) lower += 1;
    if (trueP95Ms <= interval[1]) upper += 1;
  }
  return { lower: lower / rounds, upper: upper / rounds };
}

for (const memorySeconds of [0.05, 3]) {
  test(`each bound holds where latency is correlated over ${memorySeconds} s`, () => {
    const { lower, upper } = coverage(memorySeconds);
    assert.ok(lower >= 0.92, `lower ${lower}`);
    assert.ok(upper >= 0.92, `upper ${upper}`);
  });
}

/** Two bouts of four seconds, in which every other request waits for up to `mostMs`. */
function withTwoBouts(mostMs: number): readonly [number, number] {
  const waiting = (n: number): number => (n % 2 === 0 ? 20 : 60 + ((mostMs - 60) * n) / 100);
  const slow = new Map([20, 21, 22, 23, 50, 51, 52, 53].map((second) => [second, waiting] as const));
  return quantileInterval(secondsOf(slow, 75), 0.95).interval;
}

test('bouts in which much takes a little longer do not make the bound infinite', () => {
  const [low, high] = withTwoBouts(160);
  assert.ok(low < 60, String(low));
  assert.ok(high > 60 && high < 200, String(high));
});

test('one second in 75 in which all is slow leaves the bound open, and one request in ten of it does not', () => {
  const slow = (share: number): readonly [number, number] =>
    quantileInterval(secondsOf(new Map([[30, (n) => (n % share === 0 ? 900 : 20)]]), 75), 0.95).interval;
  assert.ok(slow(1)[1] >= 900, String(slow(1)[1]));
  assert.ok(slow(10)[1] < 200, String(slow(10)[1]));
});

test('stalls that take a twentieth of the time and a little more are rarely told from a calm platform', () => {
  let missed = 0;
  for (let seed = 1; seed <= rounds; seed += 1) {
    const draw = random(seed);
    const stalled = Array.from({ length: 120 }, (_, second) => second).filter(() => draw.next() < 0.06);
    const slow = new Map(stalled.map((second) => [second, () => 500] as const));
    if (quantileInterval(secondsOf(slow, 120), 0.95).interval[1] < 500) missed += 1;
  }
  assert.ok(missed <= 0.08 * rounds, String(missed));
});
