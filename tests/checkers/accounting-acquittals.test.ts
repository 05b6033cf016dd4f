import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { book, expectIn, hold, refused, unanswered } from './expected-ledgers.ts';
import { account, did, stored } from './ledger.ts';

const test = suite('accounting acquits');
const expect = expectIn(test);

// What a healthy platform does.
expect('an acknowledged booking that is stored is in order', 'valid', { operations: [book], final: [stored('b', 1)] });
expect('an unanswered booking may be stored', 'valid', { operations: [unanswered], final: [stored('b', 1)] });
expect('an unanswered booking may not be stored', 'valid', { operations: [unanswered], final: [] });
expect('a retry that is told "conflict" after an unanswered booking is in order', 'valid', {
  operations: [unanswered, did({ verb: 'book', type: 'fail', reason: 'conflict', slot: 1, at: 20, key: 'k' })],
  final: [stored('b', 1)],
});
expect('a refusal followed by a success of the same intent is in order', 'valid', {
  operations: [refused, did({ verb: 'book', answered: 'b', slot: 1, at: 20 })],
  final: [stored('b', 1)],
});
expect('a hold that expired may still be listed as held', 'valid', {
  operations: [hold],
  final: [stored('b', 1, { status: 'held' })],
});
expect('a hold that expired may be listed as cancelled, or not at all', 'valid', {
  operations: [hold, did({ verb: 'confirm', type: 'fail', reason: 'expired', booking: 'b', slot: 1, at: 20 })],
  final: [stored('b', 1, { status: 'cancelled' })],
});
expect('an unanswered confirmation may be stored', 'valid', {
  operations: [hold, did({ verb: 'confirm', type: 'info', booking: 'b', slot: 1, at: 20 })],
  final: [stored('b', 1)],
});
expect('an unanswered confirmation may have left the hold', 'valid', {
  operations: [hold, did({ verb: 'confirm', type: 'info', booking: 'b', slot: 1, at: 20 })],
  final: [stored('b', 1, { status: 'held' })],
});
expect('a cancelled booking may be listed as cancelled', 'valid', {
  operations: [book, did({ verb: 'cancel', booking: 'b', at: 20 })],
  final: [stored('b', 1, { status: 'cancelled' })],
});
expect('a cancelled booking may be gone', 'valid', {
  operations: [book, did({ verb: 'cancel', booking: 'b', at: 20 })],
  final: [],
});
for (const final of [[stored('b', 1)], [], [stored('b', 1, { status: 'cancelled' })]]) {
  expect(`an unanswered cancellation allows ${final[0]?.status ?? 'nothing'}`, 'valid', {
    operations: [book, did({ verb: 'cancel', type: 'info', booking: 'b', at: 20 })],
    final,
  });
}
for (const slot of [1, 2]) {
  expect(`an unanswered move allows slot ${slot}`, 'valid', {
    operations: [book, did({ verb: 'reschedule', type: 'info', booking: 'b', slot: 2, at: 20 })],
    final: [stored('b', slot)],
  });
}
for (const slot of [2, 3]) {
  expect(`of two moves at once either may be last: slot ${slot}`, 'valid', {
    operations: [
      book,
      did({ verb: 'reschedule', booking: 'b', slot: 2, at: 20, until: 50 }),
      did({ verb: 'reschedule', booking: 'b', slot: 3, at: 30, until: 45 }),
    ],
    final: [stored('b', slot)],
  });
}
expect('an unanswered move may take effect after a later one that was answered', 'valid', {
  operations: [
    book,
    did({ verb: 'reschedule', type: 'info', booking: 'b', slot: 2, at: 20 }),
    did({ verb: 'reschedule', booking: 'b', slot: 3, at: 40 }),
  ],
  final: [stored('b', 2)],
});
expect('a replay of the first answer after a move changes nothing', 'valid', {
  operations: [
    book,
    did({ verb: 'reschedule', booking: 'b', slot: 2, at: 20 }),
    did({ verb: 'book', answered: 'b', slot: 1, at: 40 }),
  ],
  final: [stored('b', 2)],
});
expect('a booking that changes its id when it is moved stays one booking', 'valid', {
  operations: [
    book,
    did({ verb: 'reschedule', booking: 'b', answered: 'b2', slot: 2, at: 20 }),
    did({ verb: 'cancel', booking: 'b2', at: 40 }),
  ],
  final: [stored('b', 1, { status: 'cancelled' })],
});
expect('a second intent under the same key that is answered with the first booking is in order', 'valid', {
  operations: [
    did({ verb: 'book', answered: 'b', slot: 1, key: 'k' }),
    did({ verb: 'book', intent: 'run-b-0', answered: 'b', slot: 1, key: 'k', at: 20 }),
  ],
  final: [stored('b', 1)],
});
expect('what one idempotency key may do is left to its own law', 'valid', {
  operations: [unanswered, did({ verb: 'book', answered: 'b', slot: 1, at: 20, key: 'k' })],
  final: [stored('b', 1), stored('c', 1)],
});
expect("another tenant's booking, named to whoever sends the same key, acknowledges nothing", 'valid', {
  operations: [
    did({ verb: 'book', answered: 'b', slot: 1, key: 'k' }),
    did({ verb: 'book', intent: 'run-b-0', tenant: 't2', answered: 'b', slot: 2, answeredSlot: 1, key: 'k', at: 20 }),
  ],
  final: [stored('b', 1)],
});
expect('another booking, named to an intent that sends the same key, acknowledges nothing', 'valid', {
  operations: [
    did({ verb: 'book', answered: 'b', slot: 1, key: 'k' }),
    did({ verb: 'book', intent: 'run-b-0', answered: 'b', slot: 2, key: 'k', at: 20 }),
  ],
  final: [stored('b', 1)],
});
expect('one moment written in two ways is no drift', 'valid', {
  operations: [book],
  final: [stored('b', 1, { start: '2027-03-01T02:00:00+01:00', end: '2027-03-01T01:30:00.000Z' })],
});
expect('a record that a page repeats is no second booking', 'valid', {
  operations: [book],
  initial: [stored('old', 7)],
  final: [stored('b', 1), stored('b', 1), stored('old', 7), stored('old', 7)],
});
expect('a no-show that was marked is stored as such', 'valid', {
  operations: [did({ verb: 'mark-no-show', intent: 'run-s-0', booking: 'old', at: 20 })],
  initial: [stored('old', 7)],
  final: [stored('old', 7, { status: 'no-show' })],
});
expect('a hold from before may run out', 'valid', {
  operations: [],
  initial: [stored('old', 7, { status: 'held' })],
  final: [],
});
expect('two tenants may use one id', 'valid', {
  operations: [book],
  initial: [stored('b', 9, { tenant: 't2', tag: 'other' })],
  final: [stored('b', 1), stored('b', 9, { tenant: 't2', tag: 'other' })],
});

// Without tags.
const untagged = { tag: undefined } as never;
test('without tags, an unanswered booking may be stored under an id that nobody heard of', () => {
  const finding = account({
    operations: [
      did({ verb: 'book', answered: 'b', slot: 1 }),
      did({ verb: 'book', intent: 'x', type: 'info', slot: 2 }),
    ],
    final: [stored('b', 1, untagged), stored('n', 2, untagged)],
  });
  assert.is(finding.validity, 'valid', finding.summary);
});
test('without tags, a booking at a place that nobody asked for is a phantom', () => {
  const finding = account({
    operations: [
      did({ verb: 'book', answered: 'b', slot: 1 }),
      did({ verb: 'book', intent: 'x', type: 'info', slot: 2 }),
    ],
    final: [stored('b', 1, untagged), stored('n', 3, untagged)],
  });
  assert.is(finding.validity, 'invalid', finding.summary);
});

// On a platform that others use, too.
test('on a shared platform the bookings of others are theirs', () => {
  const finding = account({
    operations: [book, did({ verb: 'mark-no-show', intent: 'run-s-0', booking: 'theirs' })],
    initial: [stored('gone', 3, { tag: 'them-1' })],
    final: [stored('b', 1), stored('theirs', 4, untagged), stored('more', 5, { tag: 'them-2' })],
    isShared: true,
  });
  assert.is(finding.validity, 'valid', finding.summary);
});
test('on a shared platform our own tags still count', () => {
  const finding = account({
    operations: [book],
    final: [stored('b', 1), stored('x', 4, { tag: 'run-q-3' })],
    isShared: true,
  });
  assert.is(finding.validity, 'invalid', finding.summary);
});

// What is not known.
expect('a final state that was not read to its end loses nothing', 'unknown', {
  operations: [book],
  final: [],
  completeness: { isFinalComplete: false },
});
expect('a conviction from what is there stands without the rest', 'invalid', {
  operations: [book],
  final: [stored('b', 2)],
  completeness: { isFinalComplete: false, isInitialComplete: false },
});
expect('without the whole initial state a stranger may have stood there before', 'unknown', {
  operations: [],
  final: [stored('x', 5, { tag: 'run-x-9' })],
  completeness: { isInitialComplete: false },
});
expect('one missing line may explain one case', 'unknown', {
  operations: [book],
  final: [],
  completeness: { unseenOperations: 1 },
});
expect('one missing line cannot explain two cases', 'invalid', {
  operations: [book, did({ verb: 'book', intent: 'run-b-0', answered: 'c', slot: 2 })],
  final: [],
  completeness: { unseenOperations: 1 },
});
expect('a missing line may hide what is wrong', 'unknown', {
  operations: [book],
  final: [stored('b', 1)],
  completeness: { unseenOperations: 1 },
});
expect('an attempt that was cut off hides nothing', 'valid', {
  operations: [book],
  final: [stored('b', 1)],
  completeness: { unseenOperations: 1, isHistoryWhole: true },
});
test('nothing acknowledged is nothing accounted for', () => {
  assert.is(account({ operations: [refused], final: [] }).validity, 'unknown');
  assert.is(account({ operations: [], final: [] }).validity, 'unknown');
});
