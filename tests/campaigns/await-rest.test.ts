import * as assert from 'uvu/assert';
import { awaitConnections } from '../../campaigns/await-connections.ts';
import { awaitRest } from '../../campaigns/await-rest.ts';
import { suite } from '../door.ts';

const test = suite('connections at rest');
const deadlineMs = 30_000;

/** A target whose connections are these, one a look, then the last for ever; a look takes so long on its clock. */
function target(levels: readonly (number | null)[], lookMs = 200) {
  let looks = 0;
  return {
    looks: () => looks,
    clock: () => looks * lookMs,
    connections: async () => levels[Math.min(looks++, levels.length - 1)] ?? null,
  };
}

async function rest(levels: readonly (number | null)[], lookMs?: number, signal = new AbortController().signal) {
  const { connections, clock, looks } = target(levels, lookMs);
  return { level: await awaitRest(connections, { deadlineMs, clock, signal }), looks: looks() };
}

test('pools that give all back are at rest once none is open, and nobody waits for longer', async () => {
  const { level, looks } = await rest([20, 20, 2, 1, 0]);
  assert.is(level, 0);
  assert.ok(looks * 200 < deadlineMs / 10, `${looks} looks`);
});

test('what a pool keeps for good is waited out, since a slow pool looks the same at first', async () => {
  assert.is((await rest([20, 20, 4], 5_000)).level, 4);
  const slow = [20, 20, 20, 20, 2];
  assert.is((await rest(slow, 5_000)).level, 2);
});

test('a pool that renews a connection does not rest one lower', async () => {
  assert.is((await rest([4, 4, 4, 3, 4], 2_500)).level, 4);
});

test('where nobody can see connections, or was interrupted, there is no level', async () => {
  assert.is((await rest([null])).level, null);
  assert.is((await rest([2, null])).level, null);
  assert.is((await rest([2], 200, AbortSignal.abort())).level, null);
});

test('after the load one connection more than at rest is seen, and what is kept for good is none', async () => {
  const after = async (before: number, levels: readonly number[]) => {
    const { connections, clock } = target(levels, 5_000);
    const returned = await awaitConnections(connections, {
      ...{ before, deadlineMs, clock },
      signal: new AbortController().signal,
    });
    return returned?.after;
  };
  const emptied = (await rest([2, 2, 1, 0])).level ?? Number.NaN;
  assert.is(await after(emptied, [20, 1]), 1);
  const kept = (await rest([20, 4], 5_000)).level ?? Number.NaN;
  assert.is(await after(kept, [20, 12, 4]), 4);
});
