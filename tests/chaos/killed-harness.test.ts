import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { bench } from '../environments/bench.ts';
import { killHarness } from './kill-harness.ts';

const place = bench('killed-harness');
const test = suite('a harness that is killed while things are broken');

test.before(() => place.environment.prepare(place.options()));
test.after(() => place.clear());

for (const seed of [1, 2, 3, 4, 5]) {
  test(`no process, port or file is left after 10 s, seed ${seed}`, async () => {
    const { clearedMs } = await killHarness(place, seed);
    assert.ok(clearedMs < 10_000);
  });
}
