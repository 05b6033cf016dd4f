import * as assert from 'uvu/assert';
import { type Client, openClient } from '../../drivers/node/client.ts';
import type { Answer, Completion, Intent } from '../../targets/intent.ts';
import { reference, target } from '../../targets/reference.ts';
import type { HttpCall, HttpReply } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { type Database, startDatabase } from '../stack/database.ts';
import { type Api, apiKey, startApi, webhookSecret } from '../stack/platform.ts';
import { loadWorld, monday } from '../stack/world.ts';

const test = suite('targets: reference');
let database: Database;
let api: Api;
let client: Client;

test.before(async () => {
  database = await startDatabase();
  await loadWorld(database.url);
  api = await startApi(database.url);
  client = openClient({
    target,
    baseUrls: [api.url],
    secrets: { 'api-key/acme': apiKey('acme'), 'webhook/acme': webhookSecret('acme') },
    clock: () => performance.now(),
    name: 'user',
    runId: '0badcafe',
    timeoutMs: 5_000,
  });
});

test.after(async () => {
  await api?.stop();
  await database?.remove();
});

const slot = { resource: 'chair-00', start: `${monday}T09:00:00Z`, end: `${monday}T09:30:00Z` };
const place = { tenant: 'acme', branch: 'acme-main', service: 'cut', slot, customer: 'anna' };
const booking = { tenant: 'acme', booking: 'b-1', slot, tag: 't' };

/** What the adapter makes of one reply to an intent, without any network. */
function against(
  intent: Intent,
  reply: Partial<HttpReply>,
): { readonly call: HttpCall; readonly completion: Completion } {
  const calls = reference.perform(intent, { user: 'user', notes: new Map() });
  let yielded = calls.next().value;
  if ('step' in yielded) yielded = calls.next().value;
  const end = calls.next({ status: 200, headers: {}, body: '', ...reply });
  assert.ok(end.done);
  return { call: yielded as HttpCall, completion: end.value as Completion };
}

function problem(kind: string): string {
  return JSON.stringify({ type: `urn:booking:problem:${kind}`, title: '', status: 0, detail: '', correlationId: '' });
}

const book: Intent = { verb: 'book', ...place, tag: 't' };
const read: Intent = { verb: 'read-booking', tenant: 'acme', booking: 'b-1' };

test('replies become outcomes as the platform promises', () => {
  const outcome = (intent: Intent, status: number, body: string) => {
    const { completion } = against(intent, { status, body });
    return `${completion.type} ${completion.type === 'ok' ? '' : completion.reason}`;
  };
  const expected: readonly (readonly [Intent, number, string, string])[] = [
    [book, 409, problem('taken'), 'fail taken'],
    [book, 422, problem('invalid'), 'fail invalid'],
    [book, 404, problem('not-found'), 'fail not-found'],
    [book, 401, problem('forbidden'), 'fail forbidden'],
    [book, 422, problem('conflict'), 'fail conflict'],
    [book, 410, problem('expired'), 'fail expired'],
    [book, 429, 'slow down', 'fail throttled'],
    [book, 500, problem('internal-error'), 'fail error'],
    [book, 500, 'Oh!', 'info unknown'],
    [book, 502, problem('internal-error'), 'info unknown'],
    [book, 500, problem('taken'), 'info unknown'],
    [book, 503, problem('outcome-unknown'), 'info unknown'],
    [book, 409, problem('something-new'), 'info unknown'],
    [book, 409, '<html>', 'info unknown'],
    [book, 201, '<html>', 'info unknown'],
    [book, 201, '{"id":"b-1"}', 'info unknown'],
    [book, 201, '[]', 'info unknown'],
    [book, 302, '', 'info unknown'],
    [book, 0, 'no reply', 'info unknown'],
    [read, 500, 'Oh!', 'fail error'],
    [read, 503, problem('outcome-unknown'), 'fail error'],
    [read, 0, 'no reply', 'info unknown'],
    [{ verb: 'find-customer', tenant: 'acme', phone: '+49 1' }, 200, '{"items":[]}', 'fail not-found'],
    [{ verb: 'probe' }, 200, '{"items":[]}', 'ok '],
  ];
  for (const [intent, status, body, outcomeExpected] of expected) {
    assert.is(outcome(intent, status, body), outcomeExpected, `${intent.verb} ${status} ${body}`);
  }
});

test('one item of a list that is not understood makes the whole list unknown', () => {
  const good = { staffId: 's', start: slot.start, end: slot.end };
  const intent: Intent = { verb: 'find-slots', tenant: 'acme', branch: 'b', service: 's', from: 'x', to: 'y' };
  const of = (slots: object[]) => against(intent, { body: JSON.stringify({ slots }) }).completion.type;
  assert.is(of([good]), 'ok');
  assert.is(of([good, { ...good, start: '2027-03-01T10:00:00+01:00' }]), 'info');
});

test("what users bring is encoded, and the tenant's own key is named", () => {
  const id = `../x?y#"é`;
  const { call } = against({ verb: 'cancel', ...booking, booking: id }, { status: 404, body: problem('not-found') });
  assert.is(call.path, `/v1/appointments/${encodeURIComponent(id)}/cancel`);
  assert.is(call.route, '/v1/appointments/:id/cancel');
  assert.equal(call.sign, { scheme: 'bearer', secret: 'api-key/acme' });
  const found = against({ verb: 'find-customer', tenant: 'acme', phone: '+49 1&x=2' }, {});
  assert.is(found.call.path, '/v1/customers?phone=%2B49%201%26x%3D2');
});

test('a visit against the platform itself: every verb, every answer', async () => {
  const ok = async (intent: Intent): Promise<{ answer: Answer; keys: readonly string[] }> => {
    const { completion } = await client.perform(intent);
    assert.is(completion.type, 'ok', JSON.stringify(completion));
    return { answer: completion.type === 'ok' ? completion.answer : {}, keys: completion.keys ?? [] };
  };
  const used = new Set<string>();
  const track = (intent: Intent) => {
    used.add(intent.verb);
    return ok(intent);
  };
  const { tenant, branch, service } = place;
  await track({ verb: 'probe' });
  await track({ verb: 'register-customer', tenant, name: 'Zoë', phone: '+49 30 1', tag: 'c' });
  const { answer: known } = await track({ verb: 'find-customer', tenant, phone: '+49 30 1' });
  const customer = String(known.customer);
  const where = { tenant, branch, service, resource: 'chair-00', from: slot.start, to: slot.end };
  const { answer: free } = await track({ verb: 'find-slots', ...where });
  assert.equal(free.slots?.[0], slot);
  const { answer: held } = await track({ verb: 'hold', ...place, customer, tag: 'tag-1', idempotencyKey: 'k-1' });
  assert.match(held.expires ?? '', /Z$/);
  const id = String(held.booking);
  const confirmed = await track({
    verb: 'confirm',
    tenant,
    booking: id,
    slot,
    customer,
    tag: 'tag-1',
    idempotencyKey: 'k-2',
  });
  assert.equal(confirmed, { answer: { booking: id, slot }, keys: ['chair-00'] });
  const later = { resource: 'chair-01', start: `${monday}T10:00:00Z`, end: `${monday}T10:30:00Z` };
  const moved = await track({ verb: 'reschedule', tenant, booking: id, slot: later, tag: 'tag-1' });
  assert.equal([moved.answer.slot, [...moved.keys].sort()], [later, ['chair-00', 'chair-01']]);
  const stored = { id, tenant, service, customer, tag: 'tag-1', ...later };
  const { answer: single } = await track({ verb: 'read-booking', tenant, booking: id });
  assert.equal(single.bookings, [{ ...stored, status: 'booked' }]);
  const { answer: direct } = await track({ verb: 'book', ...place, tag: 'tag-2', idempotencyKey: 'k-3' });
  await track({ verb: 'mark-no-show', tenant, booking: String(direct.booking), tag: 'tag-2' });
  await track({ verb: 'cancel', tenant, booking: id, tag: 'tag-1' });
  const { answer: day } = await track({ verb: 'list-bookings', tenant, branch, day: monday });
  const { answer: all } = await track({ verb: 'read-state', tenant });
  for (const { bookings } of [day, all]) {
    assert.equal(
      bookings?.find((one) => one.id === id),
      { ...stored, status: 'cancelled' },
    );
    assert.is(bookings?.find((one) => one.tag === 'tag-2')?.status, 'no-show');
  }
  assert.is(all.cursor, undefined);
  const event = { id: 'e-1', tenant, call: 'call-1', position: 0, kind: 'call-started' } as const;
  const delivery = { ...event, demand: { effect: 'none' }, credential: 'good', form: 'plain', delivery: 1 } as const;
  await track({ verb: 'deliver-webhook', ...delivery });
  const forged = await client.perform({ verb: 'deliver-webhook', ...delivery, credential: 'wrong' });
  assert.equal(forged.completion, { type: 'fail', reason: 'forbidden', keys: [] });
  assert.is(forged.operation.intent, 'e-1');
  const { answer: backlog } = await track({ verb: 'read-backlog', tenant });
  assert.equal([backlog.waiting, backlog.dead], [['e-1'], []]);
  const { answer: outgoing } = await track({ verb: 'read-outgoing', tenant });
  assert.equal([outgoing.waiting, outgoing.dead], [[], []]);
  assert.equal([...used].sort(), [...reference.offers.verbs].sort());
});
