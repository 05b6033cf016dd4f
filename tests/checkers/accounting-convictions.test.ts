import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { account, did, type Ledger, stored } from './ledger.ts';

const test = suite('accounting convicts');

/** A booking that is in order, so that the law is not vacuous. */
const other = did({ verb: 'book', intent: 'run-z-0', answered: 'z', slot: 20 });
const otherStored = stored('z', 20, { tag: 'run-z-0' });

function expect(sentence: string, validity: string, ledger: Ledger, words?: RegExp): void {
  test(sentence, () => {
    const finding = account({
      ...ledger,
      operations: [other, ...ledger.operations],
      final: [otherStored, ...ledger.final],
    });
    assert.is(finding.validity, validity, finding.summary + JSON.stringify(finding.witness?.lines));
    if (words !== undefined) assert.match(finding.summary, words);
    if (validity === 'invalid')
      assert.ok((finding.witness?.lines.length ?? 0) > 0 && (finding.witness?.total ?? 0) > 0);
  });
}

const book = did({ verb: 'book', answered: 'b', slot: 1, at: 0 });
const unanswered = did({ verb: 'book', type: 'info', slot: 1, at: 0, key: 'k' });
const refused = did({ verb: 'book', type: 'fail', slot: 1, at: 0 });
const hold = did({ verb: 'hold', answered: 'b', slot: 1, at: 0, key: 'k' });
const confirm = did({ verb: 'confirm', booking: 'b', answered: 'b', slot: 1, at: 20 });

// What must be convicted.
expect('an acknowledged booking that is not there is lost', 'invalid', { operations: [book], final: [] }, /1 lost/);
expect('an acknowledged booking stored as cancelled, though nobody cancelled, is lost', 'invalid', {
  operations: [book],
  final: [stored('b', 1, { status: 'cancelled' })],
});
expect('a confirmed hold that is stored only as held is lost', 'invalid', {
  operations: [hold, confirm],
  final: [stored('b', 1, { status: 'held' })],
});
expect('a refused cancellation that was done all the same loses the booking', 'invalid', {
  operations: [book, did({ verb: 'cancel', type: 'fail', reason: 'error', booking: 'b', at: 20 })],
  final: [stored('b', 1, { status: 'cancelled' })],
});
expect(
  'a booking under our tag that nobody attempted is a phantom',
  'invalid',
  { operations: [], final: [stored('x', 5, { tag: 'run-x-9' })] },
  /1 phantom/,
);
expect('a booking without a tag that nobody attempted is a phantom on a platform of our own', 'invalid', {
  operations: [],
  final: [{ ...stored('x', 5), tag: undefined } as never],
});
expect('a booking that was held and never confirmed is a phantom', 'invalid', {
  operations: [hold],
  final: [stored('b', 1)],
});
expect(
  'a refused booking that is stored is convicted',
  'invalid',
  { operations: [refused], final: [stored('b', 1)] },
  /1 refused but stored/,
);
expect('a booking that was answered with an error and is stored is convicted', 'invalid', {
  operations: [did({ verb: 'book', type: 'fail', reason: 'error', slot: 1 })],
  final: [stored('b', 1)],
});
expect('a confirmation that was refused and is stored is convicted, though the hold succeeded', 'invalid', {
  operations: [hold, did({ verb: 'confirm', type: 'fail', reason: 'expired', booking: 'b', slot: 1, at: 20 })],
  final: [stored('b', 1)],
});
expect('a refused hold that is stored is convicted', 'invalid', {
  operations: [did({ verb: 'hold', type: 'fail', slot: 1 })],
  final: [stored('b', 1, { status: 'held' })],
});
expect('a start that drifted is convicted', 'invalid', { operations: [book], final: [stored('b', 2)] }, /1 drifted/);
expect('a resource that drifted is convicted', 'invalid', {
  operations: [book],
  final: [stored('b', 1, { resource: 'r9' })],
});
expect('a booking that is stored twice under one key is convicted', 'invalid', {
  operations: [unanswered, did({ verb: 'book', answered: 'b', slot: 1, at: 20, key: 'k' })],
  final: [stored('b', 1), stored('c', 1)],
});
expect('one attempt that is stored twice is convicted without a key, too', 'invalid', {
  operations: [book],
  final: [stored('b', 1), stored('c', 1)],
});
expect('a booking that stands where it stood before an acknowledged move is convicted', 'invalid', {
  operations: [book, did({ verb: 'reschedule', booking: 'b', slot: 2, at: 20 })],
  final: [stored('b', 1)],
});
expect('a booking that stands where a refused move wanted it is convicted', 'invalid', {
  operations: [book, did({ verb: 'reschedule', type: 'fail', booking: 'b', slot: 2, at: 20 })],
  final: [stored('b', 2)],
});
expect('of two moves one after the other, the first may not be the last', 'invalid', {
  operations: [
    book,
    did({ verb: 'reschedule', booking: 'b', slot: 2, at: 20 }),
    did({ verb: 'reschedule', booking: 'b', slot: 3, at: 40 }),
  ],
  final: [stored('b', 2)],
});
expect('an acknowledged cancellation that is not stored is convicted', 'invalid', {
  operations: [book, did({ verb: 'cancel', booking: 'b', at: 20 })],
  final: [stored('b', 1)],
});
expect('an acknowledged no-show that is not stored is convicted', 'invalid', {
  operations: [did({ verb: 'mark-no-show', intent: 'run-s-0', booking: 'old', at: 20 })],
  initial: [stored('old', 7)],
  final: [stored('old', 7)],
});
expect('a booking from before that is gone is lost', 'invalid', {
  operations: [],
  initial: [stored('old', 7)],
  final: [],
});
expect('a booking from before that stands elsewhere has drifted', 'invalid', {
  operations: [],
  initial: [stored('old', 7)],
  final: [stored('old', 8)],
});
