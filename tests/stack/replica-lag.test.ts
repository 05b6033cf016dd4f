import * as assert from 'uvu/assert';
import { followReplica } from '../../stack/replica-lag.ts';
import { suite } from '../door.ts';

const test = suite('stack: how far a replica is behind');

/** Asked at these times, in seconds, with the database and the replica as far as told; undefined: no answer. */
async function lags(
  ...looks: readonly (readonly [atSeconds: number, database: number | undefined, replica: number | undefined])[]
): Promise<readonly (number | undefined | 'down')[]> {
  let look = looks[0];
  const bytes = (value: number | undefined): bigint | undefined => (value === undefined ? undefined : BigInt(value));
  const follow = followReplica(
    async () => bytes(look?.[1]),
    async () => bytes(look?.[2]),
    () => (look?.[0] ?? 0) * 1_000,
  );
  const found: (number | undefined | 'down')[] = [];
  for (look of looks) {
    const { isUp, lagSeconds } = await follow();
    found.push(isUp ? lagSeconds : 'down');
  }
  return found;
}

test('0 where it has all, however long ago anybody wrote', async () => {
  assert.equal(await lags([0, 10, 10], [3_600, 10, 10], [3_605, 20, 20], [3_610, 20, 25]), [0, 0, 0, 0]);
});

test('it grows while nothing comes, by what it lacks longest, and falls as it catches up', async () => {
  const cut = [
    [0, 10, 10],
    [5, 20, 10],
    [10, 30, 10],
    [15, 30, 10],
  ] as const;
  assert.equal(await lags(...cut), [0, 0, 5, 10]);
  assert.equal(await lags(...cut, [20, 30, 25], [25, 30, 30]), [0, 0, 5, 10, 10, 0]);
});

test('nobody knows it while one of them does not answer; what was missing meanwhile is not forgotten', async () => {
  const away = [
    [0, 10, 10],
    [5, 20, undefined],
    [10, 20, undefined],
    [15, 20, 10],
  ] as const;
  assert.equal(await lags(...away), [0, 'down', 'down', 10]);
  assert.equal(await lags([0, 10, 10], [5, undefined, 10], [10, 20, 20]), [0, undefined, 0]);
});

test('two that ask at once share one answer', async () => {
  let asked = 0;
  const follow = followReplica(
    async () => BigInt(++asked),
    async () => 0n,
    () => 0,
  );
  await Promise.all([follow(), follow()]);
  assert.is(asked, 1);
});
