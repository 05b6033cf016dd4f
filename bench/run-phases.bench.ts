import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';

/** A whole short run by its verb: how long until the first load, and how long from the last load to the verdict. */
const folder = await mkdtemp(join(tmpdir(), 'ansturm-bench-'));
try {
  const out = join(folder, 'run');
  const startedMs = Date.now();
  await ansturm(['run', 'booking-day', '--users', '100', '--duration', '5s', '--seed', '1', '--out', out]);
  const endedMs = Date.now();
  const run = JSON.parse(await readFile(join(out, 'run.json'), 'utf8')) as { startedAt: string };
  const originMs = Date.parse(run.startedAt);
  const loadStartMs = await firstMark(join(out, 'history', 'booking-day.ndjson.zst'));
  const loadEndMs = await loadEnd(join(out, 'timeline.ndjson'));
  const toLoad = (originMs + loadStartMs - startedMs) / 1000;
  const toVerdict = (endedMs - originMs - loadEndMs) / 1000;
  console.log(
    JSON.stringify([
      { name: 'from start to the first load', value: toLoad, unit: 's', bound: '<= 10', ok: toLoad <= 10 },
      { name: 'from the last load to the verdict', value: toVerdict, unit: 's', bound: '<= 10', ok: toVerdict <= 10 },
    ]),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

function ansturm(args: readonly string[]): Promise<void> {
  const launcher = resolve(import.meta.dirname, '..', 'scripts', 'ansturm.mjs');
  const child = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((done, fail) => {
    child.once('error', fail);
    // Too few users for a verdict: 4 is as good as 0 here, anything else is no run to be timed.
    child.once('close', (code) => (code === 0 || code === 4 ? done() : fail(new Error(`exit code ${code}`))));
  });
}

async function firstMark(file: string): Promise<number> {
  const lines = zstdDecompressSync(await readFile(file))
    .toString()
    .split('\n');
  const marks = lines.filter((line) => line.includes('"mark":"load-started"'));
  return Math.min(...marks.map((line) => (JSON.parse(line) as { atMs: number }).atMs));
}

async function loadEnd(file: string): Promise<number> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  const ends = lines.filter((line) => line.includes('"event":"load-ended"'));
  return Math.max(...ends.map((line) => (JSON.parse(line) as { atMs: number }).atMs));
}
