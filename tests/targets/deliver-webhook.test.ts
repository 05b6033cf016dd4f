import * as assert from 'uvu/assert';
import type { WebhookEvent } from '../../core/webhook.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import { reference } from '../../targets/reference.ts';
import type { HttpCall } from '../../targets/target.ts';
import { suite } from '../door.ts';

const test = suite('targets: a delivery to the reference stack');

const slot = { resource: 'chair', start: '2027-03-08T09:00:00Z', end: '2027-03-08T09:30:00Z' };
const event: WebhookEvent = {
  ...{ id: 'e-1', tenant: 'acme & co', call: 'call-1', position: 2, kind: 'booking-asked' },
  demand: { effect: 'book', branch: 'main', service: 'cut', customer: 'anna', slot },
};
type Delivery = Extract<Intent, { verb: 'deliver-webhook' }>;

function delivered(status: number, more: Partial<Delivery> = {}): { call: HttpCall; completion: Completion } {
  const intent: Delivery = {
    verb: 'deliver-webhook',
    ...event,
    credential: 'good',
    form: 'plain',
    delivery: 1,
    ...more,
  };
  const calls = reference.perform(intent, { user: 'provider', notes: new Map() });
  assert.equal(calls.next().value, { step: 'deliver-webhook' });
  const call = calls.next().value as HttpCall;
  const end = calls.next({ status, headers: {}, body: '<html>' });
  assert.ok(end.done);
  return { call, completion: end.value as Completion };
}

test('the event is sent as the two agreed, and signed by name', () => {
  const { call, completion } = delivered(204);
  assert.is(call.path, '/webhooks/standard/acme%20%26%20co');
  const { start, end } = slot;
  const place = { branchId: 'main', serviceId: 'cut', customerId: 'anna', staffId: 'chair', start, end };
  const data = { callId: 'call-1', sequence: 2, ...place };
  assert.equal(JSON.parse(call.body ?? ''), { type: 'booking-asked', data });
  const { sign } = call;
  assert.ok(sign?.scheme === 'standard-webhooks');
  assert.equal([sign.secret, sign.id, sign.credential], ['webhook/acme & co', 'e-1', 'good']);
  assert.equal(completion, { type: 'ok', answer: {}, keys: ['chair'] });
});

test('of every second call the voice provider tells, at its own endpoint and with the id in the body', () => {
  const { call } = delivered(204, { call: 'call-2' });
  assert.is(call.path, '/webhooks/voice/acme%20%26%20co');
  const { id, type } = JSON.parse(call.body ?? '');
  assert.equal([id, type], ['e-1', 'booking-asked']);
  const { sign } = call;
  assert.ok(sign?.scheme === 'timestamped-hmac');
  assert.equal([sign.header, sign.secret, sign.credential], ['x-voice-signature', 'voice/acme & co', 'good']);
  assert.is(delivered(204, { call: 'call-2', kind: 'call-ended' }).call.route, call.route);
});

test('2xx is an acknowledgement, 4xx a refusal, and what is neither comes again', () => {
  const outcome = (status: number): string => {
    const { completion } = delivered(status);
    return completion.type === 'fail' ? completion.reason : completion.type;
  };
  const statuses = [200, 202, 204, 400, 401, 403, 409, 410, 413, 415, 422, 429, 0, 302, 418, 500, 503];
  assert.equal(statuses.map(outcome), [
    ...['ok', 'ok', 'ok', 'invalid', 'forbidden', 'forbidden', 'conflict', 'not-found', 'invalid', 'invalid'],
    ...['invalid', 'throttled', 'info', 'info', 'info', 'info', 'info'],
  ]);
});

test('poison asks for what nobody can do, a cancellation for the end of another event’s booking', () => {
  const dataOf = (more: Partial<Delivery>) => JSON.parse(delivered(204, more).call.body ?? '').data;
  const about = { callId: 'call-1', sequence: 2 };
  assert.equal(dataOf({ form: 'poison' }), { ...about, start: 'the day before yesterday' });
  assert.equal(dataOf({ demand: { effect: 'cancel', cancels: 'e-0' } }), { ...about, cancels: 'e-0' });
  assert.is(delivered(204, { form: 'wrong-type' }).call.writtenAs, 'wrong-type');
});
