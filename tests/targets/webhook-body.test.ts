import * as assert from 'uvu/assert';
import type { BodyForm } from '../../core/webhook.ts';
import { webhookBody, written } from '../../targets/webhook-body.ts';
import { suite } from '../door.ts';

const test = suite('webhook body');
const event = {
  type: 'booking-asked',
  data: { callId: 'call-7', note: 'Grüße "von" \\ Jürgen\n\u{1f600}', isNew: true, none: null, list: [1.5, 'ä'] },
};

test('every form but the large one means the same, and none but the plain one is what JSON.stringify writes', () => {
  const plain = webhookBody(event, 'plain');
  const forms: readonly BodyForm[] = ['spaced', 'escaped', 'reordered'];
  for (const form of forms) {
    const body = webhookBody(event, form);
    assert.equal(JSON.parse(body), event, form);
    assert.is.not(body, plain);
  }
  assert.match(webhookBody(event, 'escaped'), /^[ -~]*$/);
  assert.not.match(webhookBody(event, 'escaped').replace(/\\u[0-9a-f]{4}|\\n|true|null/g, ''), /[a-z]/);
});

test('the large one has more in it, the broken one is no JSON', () => {
  const { padding, ...rest } = JSON.parse(webhookBody(event, 'large')) as Record<string, unknown>;
  assert.equal(rest, event);
  assert.ok(String(padding).length > 10_000);
  assert.throws(() => JSON.parse(webhookBody(event, 'broken')));
});

test('a call is written as it asks for, with the name and the way of its form', () => {
  const call = { method: 'POST', path: '/', route: '/', headers: { 'content-type': 'application/json' } } as const;
  const body = JSON.stringify(event);
  assert.equal(written({ ...call, body }), { ...call, body });
  assert.equal(written({ ...call, body, writtenAs: 'spaced' }), { ...call, body: webhookBody(event, 'spaced') });
  assert.equal(written({ ...call, body, writtenAs: 'wrong-type' }).headers, { 'content-type': 'text/plain' });
  assert.is(written({ ...call, body, writtenAs: 'gzip' }).sending, 'compressed');
  assert.is(written({ ...call, body, writtenAs: 'slow' }).sending, 'slowly');
});
