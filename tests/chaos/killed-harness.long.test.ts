import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { bench } from '../environments/bench.ts';
import { type KilledHarness, killHarness } from './kill-harness.ts';

const place = bench('killed-harness-long');
const test = suite('a harness that is killed at thirty moments');
const moments = 10;

test.before(() => place.environment.prepare(place.options()));
test.after(() => place.clear());

for (const first of [101, 111, 121]) {
  test(`no process, port or file is left after 10 s, whatever was broken then, ten from seed ${first}`, async () => {
    const killed: KilledHarness[] = [];
    for (let seed = first; seed < first + moments; seed += 1) killed.push(await killHarness(place, seed));
    const longestMs = Math.max(...killed.map(({ clearedMs }) => clearedMs));
    const broken = killed.filter(({ open }) => open.length > 0);
    const kinds = new Set(broken.flatMap(({ open }) => open.map((fault) => fault.split(' ')[0])));
    process.stdout.write(
      `${moments} kills, ${broken.length} with something broken (${[...kinds].sort().join(', ')}): ` +
        `all cleared away, the slowest in ${Math.round(longestMs)} ms\n`,
    );
    assert.ok(longestMs < 10_000);
    assert.ok(broken.length >= moments / 2 && kinds.size >= 5, 'much was broken');
  });
}
