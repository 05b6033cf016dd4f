import { readdirSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { clockJumps } from '../../chaos/faults/clock-jumps.ts';
import { databaseKilled } from '../../chaos/faults/database-killed.ts';
import { processKilled } from '../../chaos/faults/process-killed.ts';
import type { Lab } from '../../environments/environment.ts';
import { databaseUsage } from '../../environments/observers/database-usage.ts';
import { observerConnection } from '../../environments/observers/observer-connection.ts';
import { entryIds, readEntry } from '../../environments/registry.ts';
import { findFaketime } from '../../environments/target-clock.ts';
import { suite } from '../door.ts';
import { bench, until } from '../environments/bench.ts';

const place = bench('clock-jumps');
const test = suite('a clock that jumps');
const { signal } = new AbortController();

/** s that an API process is ahead of us, by what it says of the time. */
async function aheadOf(baseUrl: string | undefined): Promise<number> {
  const reply = await fetch(`${baseUrl}/health/ready`, { headers: { connection: 'close' } });
  await reply.text();
  return Math.round((Date.parse(reply.headers.get('date') ?? '') - Date.now()) / 1_000);
}

async function databaseAheadMs(lab: Lab): Promise<number> {
  const samples: number[] = [];
  const observer = lab.observe(
    (sample) => {
      if (sample.kind === 'database') samples.push(sample.clockAheadMs ?? Number.NaN);
    },
    { intervalMs: 60_000, clock: () => performance.now(), extra: () => [] },
  );
  await observer.stop();
  return samples.at(-1) ?? Number.NaN;
}

/** What the library keeps of the processes of this place; other tests may have theirs meanwhile. */
const clockMemory = (pids: readonly number[]): readonly string[] =>
  readdirSync('/dev/shm').filter((name) => pids.some((pid) => name.endsWith(`_${pid}`)) && name.includes('faketime'));

const recordedPids = (): readonly number[] =>
  entryIds(place.runsFolder).flatMap((id) => readEntry(place.runsFolder, id)?.processes.map(({ pid }) => pid) ?? []);

const near = (actual: number, expected: number, tolerance: number): boolean => Math.abs(actual - expected) <= tolerance;

if (findFaketime() === undefined) test.skip('needs libfaketime: apt-get install libfaketime, or set ANSTURM_FAKETIME');
else {
  test('all of the platform is ahead, its database too, also what is started meanwhile, and as before', async () => {
    const lab = await place.environment.start(place.options({ ownClock: true }));
    const pids = new Set(recordedPids());
    try {
      assert.ok(clockMemory([...pids]).length > 0);
      const fault = clockJumps(600_000);
      assert.equal([fault.lacks(lab), fault.isInjected(lab), fault.isHealed(lab)], [undefined, false, true]);
      assert.ok(near(await aheadOf(lab.baseUrls[0]), 0, 3));
      await fault.inject(lab, signal);
      assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [true, false]);
      for (const baseUrl of lab.baseUrls)
        await until('the API is ahead, too', async () => near(await aheadOf(baseUrl), 600, 3));
      assert.ok(near(await databaseAheadMs(lab), 600_000, 2_000));
      for (const other of [processKilled('api-1'), databaseKilled()]) {
        await other.inject(lab, signal);
        await other.heal(lab, signal);
      }
      await until('whoever came back is ahead', async () => near(await aheadOf(lab.baseUrls[0]), 600, 3));
      for (const pid of recordedPids()) pids.add(pid);
      await fault.heal(lab, signal);
      await fault.heal(lab, signal);
      assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [false, true]);
      await until('the API is as before', async () => near(await aheadOf(lab.baseUrls[1]), 0, 3));
      assert.ok(near(await databaseAheadMs(lab), 0, 2_000));
    } finally {
      await lab.stop();
    }
    assert.equal(place.leftovers(), []);
    assert.equal(clockMemory([...pids]), [], 'nothing is left in shared memory');
  });

  test('one that was ahead from the beginning jumps from there, and back to there', async () => {
    const monthsMs = 120 * 86_400_000;
    const lab = await place.environment.start(place.options({ ownClock: true, clockAheadMs: monthsMs }));
    try {
      const fault = clockJumps(10_000);
      for (const baseUrl of lab.baseUrls) assert.ok(near(await aheadOf(baseUrl), monthsMs / 1_000, 3));
      assert.ok(near(await databaseAheadMs(lab), monthsMs, 2_000));
      await fault.inject(lab, signal);
      assert.ok(near(await databaseAheadMs(lab), monthsMs + 10_000, 2_000));
      await fault.heal(lab, signal);
      assert.ok(fault.isHealed(lab));
      assert.ok(near(await databaseAheadMs(lab), monthsMs, 2_000));
    } finally {
      await lab.stop();
    }
  });
}

test('where nobody asked for a clock of its own, it is said', async () => {
  assert.match(clockJumps(1_000).lacks({} as Lab) ?? '', 'goes by the clock of this machine');
});

test('a database that cannot be asked has no time', async () => {
  const nobody = observerConnection(() => 'postgresql://nobody@127.0.0.1:1/none');
  assert.is(await databaseUsage(nobody, 1), null);
  await nobody.close();
});
test.after(() => place.clear());
