import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { takeBackups } from '../../campaigns/restore-backup.ts';
import { suite } from '../door.ts';

const test = suite('backups under load');

test('one that takes long is not followed at once: what was booked between them tells them apart', async () => {
  const spans: { readonly fromMs: number; readonly atMs: number }[] = [];
  const context = {
    ...{ clock: { now: () => performance.now() }, signal: new AbortController().signal },
    recorder: { event: (event: (typeof spans)[number]) => spans.push(event) },
  };
  const lab = { backups: { take: () => sleep(40) } };
  const isTaken = await takeBackups(context as never, { lab } as never, { backupsAtMs: [0, 10] }, 60);
  const [first, second] = spans;
  assert.is(isTaken, true);
  assert.ok((second?.fromMs ?? 0) - (first?.atMs ?? 0) >= 45, JSON.stringify(spans));
});
