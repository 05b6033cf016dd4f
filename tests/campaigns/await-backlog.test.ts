import * as assert from 'uvu/assert';
import { awaitBacklog } from '../../campaigns/await-backlog.ts';
import type { Operation } from '../../core/operation.ts';
import { openClient } from '../../drivers/node/client.ts';
import { reference } from '../../targets/reference.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';

const test = suite('await backlog');

/** Asks a platform where so many events wait at each time of its clock, which goes on so much with every ask. */
async function ask(
  waitingAt: (atMs: number, tenant: string) => number | undefined,
  askMs: number,
  signal?: AbortSignal,
) {
  let nowMs = 0;
  const target: Target = {
    ...reference,
    *perform(intent) {
      nowMs += askMs;
      const count = intent.verb === 'read-backlog' ? waitingAt(nowMs, intent.tenant) : undefined;
      if (count === undefined) return { type: 'info', reason: 'unknown' };
      // The oldest ones are done first.
      const waiting = Array.from({ length: count }, (_, place) => `event-${1_000 - count + place}`);
      return { type: 'ok', answer: { waiting, dead: [] } };
    },
  };
  const asks: { readonly tenant: unknown; readonly atMs: number }[] = [];
  const base = { baseUrls: [], secrets: {}, name: 'asker', runId: '0000abcd', timeoutMs: 100 };
  const open = await awaitBacklog({
    client: openClient({ ...base, target, clock: () => nowMs }),
    ...{ verb: 'read-backlog', tenants: ['a', 'b'], sinceMs: 0, owedMs: 15_000 },
    ...{ clock: () => nowMs, signal: signal ?? new AbortController().signal },
    take: ({ value }: Operation) => void asks.push({ tenant: value.asked?.tenant, atMs: nowMs - askMs }),
  });
  return { open, asks };
}

test('where nothing waits every tenant is asked once', async () => {
  const { open, asks } = await ask(() => 0, 10);
  assert.equal([open, asks.map(({ tenant }) => tenant)], [[], ['a', 'b']]);
});

test('who waits is asked again until nothing does, and who does not is left alone', async () => {
  const { open, asks } = await ask((atMs, tenant) => (tenant === 'b' && atMs < 8_000 ? 3 : 0), 2_000);
  assert.equal(open, []);
  assert.equal(asks.map(({ tenant }) => tenant).join(''), 'abbb');
});

test('what still waits is asked for a last time when its time is over, and then no more', async () => {
  const { open, asks } = await ask((_, tenant) => (tenant === 'a' ? 1 : 0), 4_000);
  assert.equal(open, ['a']);
  const last = asks.at(-1)?.atMs ?? 0;
  assert.ok(last >= 15_000 && last <= 28_000, `${last}`);
});

test('a queue that gets shorter is waited for, and one that stands still for no longer than it may', async () => {
  const shorter = (perSecond: number, least: number) => (atMs: number, tenant: string) =>
    tenant === 'a' ? Math.max(least, Math.ceil(40 - (atMs * perSecond) / 1_000)) : 0;
  const worked = await ask(shorter(1, 0), 4_000);
  assert.equal(worked.open, []);
  assert.ok((worked.asks.at(-1)?.atMs ?? 0) >= 36_000);
  const stuck = await ask(shorter(1, 10), 4_000);
  assert.equal(stuck.open, ['a']);
  const last = stuck.asks.at(-1)?.atMs ?? 0;
  assert.ok(last >= 42_000 && last <= 56_000, `${last}`);
});

test('one that never ends is not waited for for ever', async () => {
  const { open, asks } = await ask((atMs) => Math.ceil(900 - atMs / 1_000), 4_000);
  assert.equal(open, ['a', 'b']);
  const last = asks.at(-1)?.atMs ?? 0;
  assert.ok(last >= 100_000 && last <= 116_000, `${last}`);
});

test('who does not answer may have something that waits', async () => {
  const { open } = await ask(() => undefined, 6_000);
  assert.equal(open, ['a', 'b']);
});

test('an interruption ends it, with all that nobody knows', async () => {
  const { open, asks } = await ask(() => 1, 10, AbortSignal.abort());
  assert.equal([open, asks.length], [['a', 'b'], 0]);
});
