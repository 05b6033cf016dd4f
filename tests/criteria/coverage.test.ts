import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import { quantileInterval } from '../../criteria/statistics/quantile-interval.ts';
import { suite } from '../door.ts';
import { correlatedLatencies, trueP95Ms } from './synthetic-latencies.ts';

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
