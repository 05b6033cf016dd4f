import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { linesThat, remove, startAnsturm, verdictOf } from './ansturm.ts';

const test = suite('end to end');

/** What `error-after-commit` may make speak beside what it must. */
const mayFail = ['accounting', 'error-rate', 'api-latency', 'booking-success', 'booking-time', 'uptime'];

test('two runs at once: the healthy platform is not convicted, the one with a planted defect is', async () => {
  const load = ['run', 'booking-day', '--users', '120', '--duration', '30s', '--seed', '4'];
  const healthy = await startAnsturm(load);
  const defective = await startAnsturm([...load, '--defects', 'error-after-commit']);
  const [well, ill] = await Promise.all([healthy.ended, defective.ended]);

  assert.ok(well.exitCode === 0 || well.exitCode === 4, `exit code ${well.exitCode}\n${well.said}`);
  const acquittal = await verdictOf(well.folder);
  assert.equal(linesThat(acquittal, 'fail'), []);
  assert.ok(linesThat(acquittal, 'pass').includes('accounting'), 'the healthy accounts are examined and right');
  assert.equal(acquittal.recording, []);
  assert.is(acquittal.generator.dropped, 0);

  assert.is(ill.exitCode, 3, ill.said);
  const conviction = await verdictOf(ill.folder);
  const failed = linesThat(conviction, 'fail');
  assert.ok(failed.includes('accounting'), failed.join());
  // Half a minute with few users carries no claim of 0.1 %, but errors were seen: it must not pass.
  assert.is(linesThat(conviction, 'pass').includes('error-rate'), false);
  assert.equal(
    failed.filter((id) => !mayFail.includes(id)),
    [],
  );
  const witness = conviction.findings.find(({ by }) => by === 'accounting')?.witness;
  assert.ok((witness?.ids.length ?? 0) > 0, 'the conviction names ids');

  await judgedAgain(ill.folder);
  await remove(healthy, defective);
});

/** From the folder alone, byte for byte but for the time of judging. */
async function judgedAgain(folder: string): Promise<void> {
  const files = ['verdict.json', 'summary.md', 'junit.xml', 'report.html'];
  const read = async (): Promise<readonly string[]> => {
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    const { judgedAt } = JSON.parse(texts[0] ?? '') as { judgedAt: string };
    return texts.map((text) => text.replaceAll(judgedAt, 'then'));
  };
  const before = await read();
  const launcher = resolve(import.meta.dirname, '../../scripts/ansturm.mjs');
  const { status } = spawnSync(process.execPath, [launcher, 'judge', folder], { encoding: 'utf8' });
  assert.is(status, 3);
  const after = await read();
  for (const [index, file] of files.entries()) assert.ok(before[index] === after[index], `${file} differs`);
}
