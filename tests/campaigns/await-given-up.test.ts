import * as assert from 'uvu/assert';
import { awaitGivenUp } from '../../campaigns/await-given-up.ts';
import { suite } from '../door.ts';

const test = suite('await given up');
const { signal } = new AbortController();

/** A provider that says in turn how many requests are open, and a clock that goes on by so much with each look. */
function looked(opens: readonly number[], stepMs: number) {
  let asks = 0;
  const unanswered = async (): Promise<number> => opens[Math.min(asks++, opens.length - 1)] ?? 0;
  return { provider: { unanswered }, clock: () => asks * stepMs, asks: () => asks };
}

test('it ends with the last request, and at once where none is open', async () => {
  const soon = looked([3, 1, 0], 10);
  assert.is(await awaitGivenUp([soon.provider, looked([0], 10).provider], { clock: soon.clock, signal }), 0);
  assert.is(soon.asks(), 3);
});

test('who never gives up is left after longer than a caller may wait, and counted', async () => {
  const never = looked([7], 12_001);
  assert.is(await awaitGivenUp([never.provider, looked([2], 1).provider], { clock: never.clock, signal }), 9);
  assert.is(never.asks(), 3);
});

test('where nobody answers, or it was interrupted, nothing is known', async () => {
  const broken = { unanswered: () => Promise.reject(new Error('gone')) };
  assert.is(await awaitGivenUp([broken], { clock: () => 0, signal }), undefined);
  const interrupted = { clock: () => 0, signal: AbortSignal.abort() };
  assert.is(await awaitGivenUp([looked([1], 1).provider], interrupted), undefined);
});
