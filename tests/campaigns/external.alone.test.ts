import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import type { CleanUp } from '../../campaigns/clean-up.ts';
import { suite } from '../door.ts';
import { linesThat, type Ran, type Running, remove, startAnsturm, verdictOf } from './ansturm.ts';

const test = suite('a platform of others');

const main = resolve(import.meta.dirname, '../../scripts/main.ts');
const seed = '5';
const smoke = ['run', 'smoke', '--seed', seed];

interface Standing {
  readonly baseUrls: readonly string[];
  /** A JSON object, as the variable takes it. */
  readonly secrets: string;
  end(): Promise<void>;
}

/** The reference platform, started by `up` from a folder that has nothing to do with the runs. */
async function up(...more: readonly string[]): Promise<Standing> {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-test-'));
  const args = [main, 'up', '--for', 'smoke', '--seed', seed, '--secrets', ...more];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, said] = ['', ''];
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const secrets = await new Promise<string>((done, fail) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const [, found] = /export ANSTURM_SECRETS='(.*)'\n/.exec(out) ?? [];
      if (found !== undefined) done(found);
    });
    void ended.then(() => fail(new Error(`it never stood:\n${said}`)));
  });
  const baseUrls = out.split('\n').filter((line) => line.startsWith('http'));
  return {
    ...{ baseUrls, secrets },
    async end() {
      child.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function startAt({ baseUrls, secrets }: Standing, more: readonly string[] = []): Promise<Running> {
  const urls = baseUrls.flatMap((url) => ['--base-url', url]);
  return startAnsturm([...smoke, ...urls, ...more], undefined, { ANSTURM_SECRETS: secrets });
}

async function cleanUpOf({ folder }: Ran): Promise<CleanUp> {
  return JSON.parse(await readFile(join(folder, 'cleanup.json'), 'utf8')) as CleanUp;
}

/** Whatever lies in a run folder, as one text. */
async function allOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

test('the same verdict as at a platform that was started for the run, healthy and with a planted bug', async () => {
  const short = ['--duration', '20s'];
  const [healthy, ill] = await Promise.all([up(), up('--defects', 'field-drift')]);
  const outside = await Promise.all([startAt(healthy, short), startAt(ill, short)]);
  const [well, convicted] = (await Promise.all(outside.map(({ ended }) => ended))) as [Ran, Ran];
  await Promise.all([healthy.end(), ill.end()]);
  const own = await Promise.all([
    startAnsturm([...smoke, ...short]),
    startAnsturm([...smoke, ...short, '--defects', 'field-drift']),
  ]);
  const [ownWell, ownConvicted] = (await Promise.all(own.map(({ ended }) => ended))) as [Ran, Ran];
  for (const [theirs, ours] of [
    [well, ownWell],
    [convicted, ownConvicted],
  ] as const) {
    assert.is(theirs.exitCode, ours.exitCode, `${theirs.said}\n${ours.said}`);
    const [verdict, wanted] = await Promise.all([theirs, ours].map(({ folder }) => verdictOf(folder)));
    assert.is(verdict?.verdict, wanted?.verdict);
    assert.equal(verdict && linesThat(verdict, 'fail'), wanted && linesThat(wanted, 'fail'));
  }
  assert.is((await verdictOf(well.folder)).verdict, 'CLEAR', well.said);
  assert.equal(linesThat(await verdictOf(convicted.folder), 'fail'), ['accounting']);

  const { cancelled, left } = await cleanUpOf(well);
  assert.ok(cancelled > 0, 'what was booked is cancelled');
  assert.equal(left, []);
  const written = await allOf(well.folder);
  for (const secret of Object.values(JSON.parse(healthy.secrets) as Record<string, string>)) {
    assert.is(written.includes(secret), false, 'no secret reaches a run folder');
  }
  await remove(...outside, ...own);
});

test('a stop file, and a platform that fails, end the load: INCOMPLETE, with the reason in plain words', async () => {
  const [calm, failing] = await Promise.all([up(), up()]);
  const runs = await Promise.all([startAt(calm, ['--rate-cap', '12']), startAt(failing)]);
  const [stopped, spared] = runs as [Running, Running];
  await Promise.all(runs.map((run) => run.until(/measured · [1-9]\d* users/)));
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
