import * as assert from 'uvu/assert';
import { openAttempt } from '../../targets/attempt.ts';
import type { Answer, Intent } from '../../targets/intent.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';

const test = suite('targets: what is believed of an answer');
const slot = { resource: 'mia', start: '2027-03-02T14:00:00Z', end: '2027-03-02T14:30:00Z' };
const place = { tenant: 't', branch: 'b', service: 's', slot, customer: 'c', tag: 'ours-1' };
const look: Intent = { verb: 'find-slots', tenant: 't', branch: 'b', service: 's', from: slot.start, to: slot.end };

/** The operation that is recorded when an adapter answers so. */
function recorded(intent: Intent, answer: Answer, tags = true) {
  const target: Target = {
    name: 'believer',
    offers: {
      verbs: [intent.verb],
      ...{ holds: true, capacity: false, idempotencyKeys: false, tags, stickySessions: false },
    },
    *perform() {
      yield { method: 'GET', path: '/', route: '/' };
      return { type: 'ok', answer, keys: ['mia'] };
    },
  };
  const attempt = openAttempt(target, intent, { user: 'anna', notes: new Map() }, { id: 'o-1', process: 'anna' });
  attempt.next();
  attempt.next({ status: 200, headers: {}, body: '<h1>Sorry</h1>' });
  return attempt.operation();
}

test('what can be an answer stays one', () => {
  assert.is(recorded({ verb: 'book', ...place }, { booking: 'b-1', slot }).type, 'ok');
  assert.is(recorded({ verb: 'book', ...place }, { slot }).type, 'ok');
  assert.is(recorded(look, { slots: [] }).type, 'ok');
});

test('of a list that was asked for somebody’s sake that line is kept, and else its length alone', () => {
  const bookings = ['b-1', 'b-2'].map((id) => ({ id, tenant: 't', ...slot, status: 'booked' as const }));
  const list: Intent = { verb: 'list-bookings', tenant: 't', branch: 'b', day: '2027-03-02' };
  assert.equal(recorded(list, { bookings }).value.answered, { count: 2 });
  assert.equal(recorded({ ...list, booking: 'b-2' }, { bookings }).value.answered, { count: 2, read: bookings[1] });
  assert.equal(recorded({ ...list, booking: 'b-3' }, { bookings }).value.answered, { count: 2 });
});

test('what cannot be one is unknown, and is recorded with the reply', () => {
  const local = { ...slot, start: '2027-03-02T14:00:00' };
  const cases: readonly (readonly [Intent, Answer, RegExp])[] = [
    [{ verb: 'hold', ...place }, { slot }, /a hold without an id/],
    [{ verb: 'book', ...place }, { booking: 'b-1', slot: local }, /the time 2027-03-02T14:00:00, which is not UTC/],
    [{ verb: 'book', ...place }, { booking: 'b-1', slot: { ...slot, end: slot.start } }, /not after its start/],
    [look, {}, /no list of slots/],
    [look, { slots: [slot, local] }, /not UTC/],
    [{ verb: 'read-booking', tenant: 't', booking: 'b-1' }, { bookings: [] }, /0 bookings/],
  ];
  for (const [intent, answer, words] of cases) {
    const { type, keys, value } = recorded(intent, answer);
    assert.equal([type, value.reason, keys], ['info', 'unknown', ['mia']]);
    assert.match(String(value.answered?.sample), words);
    assert.match(String(value.answered?.sample), /200 <h1>Sorry/);
  }
  // Nothing would ever find it again.
  assert.is(recorded({ verb: 'book', ...place }, { slot }, false).type, 'info');
});
