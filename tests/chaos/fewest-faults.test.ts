import * as assert from 'uvu/assert';
import { fewestFaults } from '../../chaos/fewest-faults.ts';
import { suite } from '../door.ts';

const test = suite('fewest faults');
const all = [1, 2, 3, 4, 5, 6, 7];

/** A platform that breaks whenever all of these faults are there, and how often it was asked. */
function breaksBy(needed: readonly number[]) {
  const asked: string[] = [];
  const isConvicted = async (some: readonly number[]): Promise<boolean> => {
    asked.push(some.join());
    return needed.every((fault) => some.includes(fault));
  };
  return { asked, isConvicted };
}

test('one fault that does it alone, wherever it stands', async () => {
  for (const fault of all) {
    const { asked, isConvicted } = breaksBy([fault]);
    assert.equal(await fewestFaults(all, isConvicted, 20), [fault]);
    assert.ok(asked.length <= 8, `${asked.length} runs`);
    assert.is(new Set(asked).size, asked.length);
  }
});

test('faults that only do it together', async () => {
  for (const needed of [
    [1, 7],
    [3, 4],
    [1, 4, 6],
    [2, 3, 5, 7],
  ]) {
    const { isConvicted } = breaksBy(needed);
    assert.equal(await fewestFaults(all, isConvicted, 60), needed);
  }
  assert.equal(await fewestFaults(all, breaksBy(all).isConvicted, 60), all);
});

test('what cannot be told in so many runs stays as it is', async () => {
  const { asked, isConvicted } = breaksBy([1, 4, 6]);
  const fewest = await fewestFaults(all, isConvicted, 3);
  assert.is(asked.length, 3);
  for (const fault of [1, 4, 6]) assert.ok(fewest.includes(fault));
  assert.equal(await fewestFaults([5], breaksBy([5]).isConvicted, 20), [5]);
});
