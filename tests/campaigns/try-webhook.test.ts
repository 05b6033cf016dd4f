import * as assert from 'uvu/assert';
import { tryWebhook } from '../../campaigns/try-webhook.ts';
import { openTrying } from '../../campaigns/trying.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Client } from '../../drivers/node/client.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import { reference } from '../../targets/reference.ts';
import { suite } from '../door.ts';

const test = suite('try webhooks');
const slot = { resource: 'mia', start: '2027-03-02T14:00:00Z', end: '2027-03-02T14:30:00Z' };
const wish = { effect: 'book', branch: 'b', service: 's', customer: 'c', slot } as const;

/** Takes what is genuine and makes its booking; the lie says what it does otherwise. */
async function tried(lie?: 'believes-all' | 'refuses-all' | 'own-tags'): Promise<readonly string[]> {
  const stored: StoredBooking[] = [];
  const answer = (intent: Intent): Completion => {
    if (intent.verb === 'read-state') return { type: 'ok', answer: { bookings: stored } };
    if (intent.verb === 'read-backlog') return { type: 'ok', answer: { waiting: [], dead: [] } };
    if (intent.verb === 'cancel') stored.length = 0;
    if (intent.verb !== 'deliver-webhook') return { type: 'ok', answer: {} };
    const isBelieved = lie === 'believes-all' || (lie !== 'refuses-all' && intent.credential === 'good');
    if (!isBelieved) return { type: 'fail', reason: 'forbidden' };
    const tag = lie === 'own-tags' ? 'web' : intent.id;
    if (intent.demand.effect === 'book') stored.push({ id: 'b-1', tenant: 't', tag, ...slot, status: 'booked' });
    return { type: 'ok', answer: {} };
  };
  const client = { perform: async (intent: Intent) => ({ completion: answer(intent) }) } as unknown as Client;
  const options = { target: reference, today: '2027-03-01', runId: '0badcafe', offerings: [], user: () => client };
  const trying = openTrying(options);
  await tryWebhook(trying, client, { tenant: 't', wish, owedMs: 300 });
  assert.is(stored.length, lie === 'own-tags' ? 1 : 0, 'what was made is given back');
  return trying.trials.map(({ name, state, found }) => `${name}: ${state}: ${found}`);
}

test('a genuine event, a forged one, and a booking that bears its id', async () => {
  assert.equal(await tried(), [
    'deliver-webhook: ok: answered',
    'deliver-webhook (forged): ok: refused as it should be: forbidden',
    'deliver-webhook (booking): ok: answered',
    'deliver-webhook (effect): ok: booking b-1 bears the event’s id as its tag',
    'read-backlog: ok: 0 events wait, 0 were given up',
  ]);
});

test('what is wrong is named before a storm runs into it', async () => {
  assert.match((await tried('believes-all')).join(), /\(forged\): not-understood: answered, where a refusal is due/);
  assert.match((await tried('refuses-all')).join(), /deliver-webhook: refused: forbidden/);
  assert.match((await tried('own-tags')).join(), /\(effect\): not-understood: .* no booking bears the event’s id/);
});
