import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import { type Bench, until } from '../environments/bench.ts';

const goneMs = 10_000;

export interface KilledHarness {
  /** Faults that were in place, or under way, when it was killed. */
  readonly open: readonly string[];
  /** Until nothing was left any more. */
  readonly clearedMs: number;
}

/** Starts a harness that breaks things, kills it with -9 at a moment that the seed chooses, and waits for the rest. */
export async function killHarness(place: Bench, seed: number): Promise<KilledHarness> {
  const { fixturesFolder, runFolder } = place.options();
  const args = [join(import.meta.dirname, 'harness.ts'), place.cacheName, fixturesFolder, runFolder, String(seed)];
  const harness = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(harness, 'exit');
  const open = new Set<string>();
  let baseUrls: readonly string[] = [];
  const broken = new Promise<void>((resolve, reject) => {
    createInterface({ input: harness.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { baseUrls?: string[]; event?: string; fault?: string };
      baseUrls = said.baseUrls ?? baseUrls;
      if (said.event === 'fault-leased') open.add(said.fault ?? '');
      if (said.event === 'fault-healed') open.delete(said.fault ?? '');
      if (said.event === 'fault-leased') resolve();
    });
    void ended.then(() => reject(new Error('the harness ended by itself')));
  });
  await broken;
  await sleep(random(seed).fork('kill').integer(3_000));
  const left = place.leftovers().length;
  harness.kill('SIGKILL');
  await ended;
  const killedMs = performance.now();
  assert.ok(left > 6, 'much ran');
  await until('all of it is gone', () => place.leftovers().length === 0, goneMs);
  const clearedMs = performance.now() - killedMs;
  for (const url of baseUrls)
    await fetch(url).then(
      () => assert.unreachable(url),
      () => undefined,
    );
  return { open: [...open], clearedMs };
}
