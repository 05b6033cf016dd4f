import { suite } from '../door.ts';
import { book, expectIn, hold, refused } from './expected-ledgers.ts';
import { did, stored } from './ledger.ts';

const test = suite('accounting convicts');
const expect = expectIn(test);

const confirm = did({ verb: 'confirm', booking: 'b', answered: 'b', slot: 1, at: 20 });

// What must be convicted.
expect(
  'an acknowledged booking that is not there is lost',
  'invalid',
  { operations: [book], final: [] },
  /^1 booking that must be stored is missing$/,
);
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
  /^1 booking is stored that nobody asked for$/,
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
  /^1 booking is stored although it was refused$/,
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
expect(
  'a start that drifted is convicted',
  'invalid',
  { operations: [book], final: [stored('b', 2)] },
  /^1 booking is stored otherwise than was acknowledged$/,
);
expect('a resource that drifted is convicted', 'invalid', {
  operations: [book],
  final: [stored('b', 1, { resource: 'r9' })],
});
expect('one attempt without a key that is stored twice is convicted', 'invalid', {
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

expect(
  'what is wrong is counted by kind, in plain sentences',
  'invalid',
  {
    operations: [
      did({ verb: 'book', intent: 'run-b-0', answered: 'b', slot: 1 }),
      did({ verb: 'book', intent: 'run-c-0', answered: 'c', slot: 2 }),
      did({ verb: 'book', intent: 'run-d-0', answered: 'd', slot: 3 }),
      did({ verb: 'cancel', booking: 'd', at: 20 }),
      did({ verb: 'book', intent: 'run-e-0', answered: 'e', slot: 4 }),
    ],
    final: [
      stored('b', 11, { tag: 'run-b-0' }),
      stored('c', 12, { tag: 'run-c-0' }),
      stored('d', 3, { tag: 'run-d-0' }),
      stored('e', 4, { tag: 'run-e-0' }),
      stored('e2', 4, { tag: 'run-e-0' }),
    ],
  },
  new RegExp(
    '^2 bookings are stored otherwise than was acknowledged; ' +
      '1 booking is stored although its cancellation was acknowledged; 1 booking is stored more than once$',
  ),
);
