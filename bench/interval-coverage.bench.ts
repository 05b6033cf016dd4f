import { random } from '../core/random.ts';
import { type BinnedSamples, quantileInterval } from '../criteria/statistics/quantile-interval.ts';

/**
 * How often the one-sided 95 % bounds of a p95 hold on latencies that are correlated over three seconds: two minutes at
 * 150 requests a second, log-normal, half of their variance from a state that all requests of a second share.
 */
const trials = 600;
const seconds = 120;
const requestsPerSecond = 150;
const correlationSeconds = 3;
const spread = Math.SQRT1_2;
/** p95 of exp(N(0, 1)) is exp(1.6449); the two parts of the variance sum to one. */
const trueP95 = Math.exp(1.6448536269514722);

const chance = random(20_271_031);
let lowHolds = 0;
let highHolds = 0;
for (let trial = 0; trial < trials; trial += 1) {
  const { interval } = quantileInterval(latencies(), 0.95);
  if (interval[0] <= trueP95) lowHolds += 1;
  if (interval[1] >= trueP95) highHolds += 1;
}
const share = Math.min(lowHolds, highHolds) / trials;
const name = 'interval coverage: the worse one-sided bound of p95';
console.log(JSON.stringify([{ name, value: share, unit: 'of 0.95', bound: '>= 0.92', ok: share >= 0.92 }]));

function latencies(): BinnedSamples {
  const values = new Float64Array(seconds * requestsPerSecond);
  const bins = new Uint32Array(values.length);
  const memory = Math.exp(-1 / correlationSeconds);
  let state = normal();
  for (let second = 0; second < seconds; second += 1) {
    state = memory * state + Math.sqrt(1 - memory * memory) * normal();
    for (let n = 0; n < requestsPerSecond; n += 1) {
      const index = second * requestsPerSecond + n;
      values[index] = Math.exp(spread * state + spread * normal());
      bins[index] = second;
    }
  }
  return { values, bins, binCount: seconds };
}

/** Box and Muller. */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
}
