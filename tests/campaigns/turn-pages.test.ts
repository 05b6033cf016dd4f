import * as assert from 'uvu/assert';
import { turnPages } from '../../campaigns/turn-pages.ts';
import { suite } from '../door.ts';

const test = suite('turning the pages of a list');

/** What is asked of a platform that answers with these cursors, one after the other. */
async function turned(cursors: readonly (string | undefined)[]): Promise<readonly string[]> {
  const asked: string[] = [];
  const list = { verb: 'list-bookings', tenant: 't', branch: 'b', day: '2027-03-02', booking: 'b0' } as const;
  const ask = async (intent: { readonly cursor?: string }) => {
    const cursor = cursors[asked.push(intent.cursor ?? 'first') - 1];
    return { type: 'ok', answer: { bookings: [], ...(cursor === undefined ? {} : { cursor }) } } as const;
  };
  await turnPages(list, (intent) => ask('cursor' in intent ? intent : {}), new AbortController().signal);
  return asked;
}

test('to the last one, twice; one page is read once', async () => {
  assert.equal(await turned([undefined]), ['first']);
  const twice = ['first', 'p2', 'p3', 'first', 'p2', 'p3'];
  assert.equal(await turned(['p2', 'p3', undefined, 'p2', 'p3', undefined]), twice);
});

test('a list without an end is given up', async () => {
  assert.is((await turned(Array(200).fill('again'))).length, 100);
});
