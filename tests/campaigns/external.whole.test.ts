import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { madeByRun } from '../../campaigns/made-by-run.ts';
import { suite } from '../door.ts';
import { until } from '../environments/bench.ts';
import { type Running, remove, verdictOf } from './ansturm.ts';
import { cleanUpOf, smoke, startAt, up } from './standing-platform.ts';

const test = suite('a platform of others');

test('a stop file, and a platform that fails, end the load: INCOMPLETE, with the reason in plain words', async () => {
  const [calm, failing] = await Promise.all([up(), up()]);
  const runs = await Promise.all([startAt(calm, [...smoke, '--rate-cap', '12']), startAt(failing, smoke)]);
  const [stopped, spared] = runs as [Running, Running];
  await Promise.all(runs.map((run) => run.until(/measured · [1-9]\d* users/)));
  const made = () => madeByRun(join(spared.folder, 'history'));
  await until('somebody has booked at the one that fails', async () => (await made()).bookings.size > 0);
  await Promise.all([writeFile(join(stopped.folder, 'STOP'), ''), failing.end()]);
  const [byFile, byFailures] = await Promise.all([stopped.ended, spared.ended]);
  await calm.end();

  assert.is(byFile.exitCode, 4, byFile.said);
  const { verdict, sentence } = await verdictOf(byFile.folder);
  assert.is(verdict, 'INCOMPLETE');
  assert.match(
    sentence,
    /capped at 12 requests a second, [\d.]+ % of what was planned\..*STOP is there, which says stop/,
  );
  assert.equal((await cleanUpOf(byFile)).left, []);

  assert.is(byFailures.exitCode, 4, byFailures.said);
  const unsure = await verdictOf(byFailures.folder);
  assert.is(unsure.verdict, 'INCOMPLETE');
  assert.match(unsure.sentence, /The load was stopped: \d+ % of the requests failed for 10 seconds/);
  assert.ok((await cleanUpOf(byFailures)).left.length > 0, 'what nobody could cancel is listed');
  await remove(...runs);
});
