import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import { blockLength } from '../../criteria/statistics/block-length.ts';
import { circularBlockVariance } from '../../criteria/statistics/block-variance.ts';
import { clopperPearson, trialsNeeded } from '../../criteria/statistics/clopper-pearson.ts';
import { incompleteBeta } from '../../criteria/statistics/incomplete-beta.ts';
import { quantile } from '../../criteria/statistics/quantile.ts';
import { quantileInterval, ratioInterval } from '../../criteria/statistics/quantile-interval.ts';
import { studentQuantile } from '../../criteria/statistics/student.ts';
import { theilSen } from '../../criteria/statistics/theil-sen.ts';
import { suite } from '../door.ts';
import { normal, wandering } from './synthetic-latencies.ts';

const test = suite('statistics');

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);
}

test('the incomplete beta function has its closed forms', () => {
  // I_x(1, b) = 1 - (1 - x)^b and I_x(a, 1) = x^a; I_x(a, b) = 1 - I_(1-x)(b, a).
  near(incompleteBeta(0.3, 1, 5), 1 - 0.7 ** 5, 1e-13);
  near(incompleteBeta(0.3, 7, 1), 0.3 ** 7, 1e-15);
  near(incompleteBeta(0.9, 3, 4) + incompleteBeta(0.1, 4, 3), 1, 1e-13);
  // Binomial(10, 0.4): P(X >= 3) = I_0.4(3, 8)
  near(incompleteBeta(0.4, 3, 8), 0.8327102464, 1e-10);
});

test('Student’s t has the quantiles of the tables', () => {
  near(studentQuantile(0.95, 1), 6.3138, 1e-4);
  near(studentQuantile(0.95, 10), 1.8125, 1e-4);
  near(studentQuantile(0.975, 30), 2.0423, 1e-4);
  near(studentQuantile(0.05, 10), -1.8125, 1e-4);
});

test('Clopper and Pearson: published bounds, and the rule of three', () => {
  // Two-sided 95 % of 1 in 10 and 5 in 10 are 0.0025 … 0.4450 and 0.1871 … 0.8129: one-sided 97.5 %.
  const [low, high] = clopperPearson(1, 10, 0.975);
  near(low, 0.0025, 1e-4);
  near(high, 0.445, 1e-4);
  const [lower, upper] = clopperPearson(5, 10, 0.975);
  near(lower, 0.1871, 1e-4);
  near(upper, 0.8129, 1e-4);
  assert.equal(clopperPearson(0, 0), [0, 1]);
  near(clopperPearson(0, 100)[1], 1 - 0.05 ** (1 / 100), 1e-12);
  near(clopperPearson(100, 100)[0], 0.05 ** (1 / 100), 1e-12);
});

test('2,995 requests without an error carry "below 0.1 %", and 2,994 do not', () => {
  assert.is(trialsNeeded(0, 0.001), 2995);
  assert.ok(clopperPearson(0, 2995)[1] < 0.001);
  assert.ok(clopperPearson(0, 2994)[1] >= 0.001);
  const needed = trialsNeeded(3, 0.001);
  assert.ok(clopperPearson(3, needed)[1] < 0.001 && clopperPearson(3, needed - 1)[1] >= 0.001);
});

test('a quantile is a value that was seen, and infinite where failures are', () => {
  assert.is(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95), 10);
  assert.is(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.5), 5);
  assert.is(
    quantile(
      Array.from({ length: 100 }, (_, n) => n + 1),
      0.95,
    ),
    95,
  );
  assert.is(quantile([1, 2, Number.POSITIVE_INFINITY], 0.99), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test('the closed form of the circular block bootstrap agrees with drawing blocks', () => {
  const draw = random(3);
  const series = Array.from({ length: 60 }, () => draw.between(-1, 1));
  const length = 5;
  const sums: number[] = [];
  for (let replicate = 0; replicate < 40_000; replicate += 1) {
    let sum = 0;
    for (let block = 0; block < 60 / length; block += 1) {
      const from = draw.integer(60);
      for (let step = 0; step < length; step += 1) sum += series[(from + step) % 60] as number;
    }
    sums.push(sum);
  }
  const mean = sums.reduce((a, b) => a + b, 0) / sums.length;
  const drawn = sums.reduce((total, sum) => total + (sum - mean) ** 2, 0) / sums.length;
  // The closed form also gives back what the sample's own mean takes away: 1 - length / n.
  const closed = circularBlockVariance(series, length) * (1 - length / 60);
  near(closed / drawn, 1, 0.03);
});

test('blocks are short where nothing is correlated, and long where much is', () => {
  const draw = random(5);
  const white = Array.from({ length: 400 }, () => normal(draw));
  const correlated = wandering(draw, 400, 0.9);
  assert.ok(blockLength(white) <= 3, String(blockLength(white)));
  assert.ok(blockLength(correlated) >= 8, String(blockLength(correlated)));
  assert.is(blockLength(new Array<number>(100).fill(4)), 1);
});

test('for independent samples the interval of a quantile is that of its ranks', () => {
  const draw = random(11);
  const values = Float64Array.from({ length: 2000 }, () => draw.next());
  const bins = Uint32Array.from({ length: 2000 }, (_, n) => Math.floor(n / 20));
  const { value, interval } = quantileInterval({ values, bins, binCount: 100 }, 0.95);
  const sorted = Float64Array.from(values).sort();
  assert.is(value, quantile(sorted, 0.95));
  // Binomial(2000, 0.95): the ranks 1900 ± 1.645 · 9.75 hold the quantile.
  near(interval[0], sorted[1883] as number, 0.006);
  near(interval[1], sorted[1916] as number, 0.006);
});

test('failures that reach the quantile make its bound infinite, and few samples know no bound', () => {
  const bins = Uint32Array.from({ length: 1000 }, (_, n) => n % 50);
  const some = Float64Array.from({ length: 1000 }, (_, n) => (n % 20 === 0 ? Number.POSITIVE_INFINITY : 10));
  const { value, interval } = quantileInterval({ values: some, bins, binCount: 50 }, 0.95);
  assert.is(value, 10);
  assert.is(interval[1], Number.POSITIVE_INFINITY);
  const many = Float64Array.from({ length: 1000 }, (_, n) => (n % 8 === 0 ? Number.POSITIVE_INFINITY : 10));
  assert.equal(quantileInterval({ values: many, bins, binCount: 50 }, 0.95).interval[0], Number.POSITIVE_INFINITY);
  const all = new Float64Array(1000).fill(Number.POSITIVE_INFINITY);
  assert.equal(quantileInterval({ values: all, bins, binCount: 50 }, 0.95).interval[0], Number.POSITIVE_INFINITY);
  const few = quantileInterval({ values: Float64Array.of(1, 2, 3), bins: Uint32Array.of(0, 1, 2), binCount: 3 }, 0.95);
  assert.is(few.interval[1], Number.POSITIVE_INFINITY);
});

test('a mean is bounded by its blocks', () => {
  const draw = random(13);
  const sums = Array.from({ length: 200 }, () => 10 * (5 + normal(draw)));
  const { value, interval } = ratioInterval(sums, new Array<number>(200).fill(10));
  near(value, 5, 0.2);
  assert.ok(interval[0] < value && value < interval[1] && interval[1] - interval[0] < 0.5);
});

test('Theil and Sen find a slope, deaf to outliers', () => {
  const draw = random(17);
  const times = Array.from({ length: 200 }, (_, n) => n);
  const values = times.map((time) => 3 * time + 5 * normal(draw) + (time % 25 === 0 ? 10_000 : 0));
  const slope = theilSen(times, values);
  near(slope?.value ?? 0, 3, 0.05);
  assert.ok((slope?.interval[0] ?? 0) > 2.9 && (slope?.interval[1] ?? 9) < 3.1);
  assert.is(theilSen([1, 2], [1, 2]), undefined);
});

test('a flat series that wanders is called growing about as seldom as stated', () => {
  let [corrected, uncorrected] = [0, 0];
  const rounds = 200;
  for (let seed = 1; seed <= rounds; seed += 1) {
    const values = wandering(random(seed), 150, 0.95);
    const slope = theilSen(
      values.map((_, n) => n),
      values,
    );
    if (slope === undefined) continue;
    if (slope.interval[0] > 0) corrected += 1;
    // What the interval would be for independent samples.
    if (slope.value - (slope.value - slope.interval[0]) / Math.sqrt(slope.inflation) > 0) uncorrected += 1;
  }
  assert.ok(corrected / rounds < 0.14, `corrected: ${corrected} of ${rounds}`);
  assert.ok(uncorrected / rounds > 0.25, `uncorrected: ${uncorrected} of ${rounds}`);
});
