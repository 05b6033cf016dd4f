import * as assert from 'uvu/assert';
import { type Holding, holdingsOf } from '../../checkers/holdings.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { suite } from '../door.ts';
import { ledgerOf } from './judged.ts';
import { did, stored } from './ledger.ts';

const test = suite('holdings');
const ever = Number.POSITIVE_INFINITY;
const originMs = Date.parse('2027-02-01T00:00:00Z');

interface Around {
  readonly initial?: readonly StoredBooking[];
  readonly final?: readonly StoredBooking[];
  readonly isShared?: boolean;
  readonly isFinalComplete?: boolean;
}

function held(
  operations: readonly Operation[],
  { initial = [], final = [], ...around }: Around = {},
): readonly Holding[] {
  const ledger = ledgerOf({ operations, initial, final });
  return holdingsOf({
    ...{ ledger, world: undefined, isShared: false, originMs, clockErrorMs: 2, unseenOperations: 0 },
    ...{ isHistoryWhole: true, isInitialComplete: true, isFinalComplete: false, ...around },
  }).all;
}

function heldUntil(operation: Operation, atMs: number): Operation {
  const expires = new Date(originMs + atMs).toISOString();
  return { ...operation, value: { ...operation.value, answered: { ...operation.value.answered, expires } } };
}

const book = did({ verb: 'book', answered: 'b', slot: 1, at: 100 });
const hold = heldUntil(did({ verb: 'hold', answered: 'b', slot: 1, at: 100 }), 1_100);
const times = (holdings: readonly Holding[]) => holdings.map(({ surely, possibly }) => ({ surely, possibly }));

test('an acknowledged booking is held from its acknowledgement to the first attempt that may have ended it', () => {
  const [from, possibly] = [110, { fromMs: 100, toMs: ever }];
  assert.equal(times(held([book])), [{ surely: [{ fromMs: from, toMs: ever }], possibly }]);
  for (const type of ['ok', 'info'] as const) {
    const cancel = did({ verb: 'cancel', type, booking: 'b', at: 500 });
    const until = type === 'ok' ? 510 : ever;
    assert.equal(times(held([book, cancel])), [
      { surely: [{ fromMs: from, toMs: 500 }], possibly: { fromMs: 100, toMs: until } },
    ]);
  }
  const refused = did({ verb: 'cancel', type: 'fail', booking: 'b', at: 500 });
  assert.equal(times(held([book, refused])), [{ surely: [{ fromMs: from, toMs: ever }], possibly }]);
});

test('what was refused was never held; what was not answered may be, for ever or not at all', () => {
  assert.equal(held([did({ verb: 'book', type: 'fail', slot: 1 })]), []);
  const unanswered = did({ verb: 'book', type: 'info', slot: 1, at: 100 });
  assert.equal(times(held([unanswered])), [{ surely: [], possibly: { fromMs: 100, toMs: ever } }]);
  const other = stored('z', 9, { tag: 'run-z-0' });
  const closed = held([unanswered], { final: [other], isFinalComplete: true })[0];
  assert.equal(closed?.possibly, { fromMs: 100, toMs: 110 });
  const isThere = held([unanswered], { final: [stored('b', 1)], isFinalComplete: true })[0];
  assert.equal([isThere?.possibly.toMs, isThere?.storedAs], [ever, ['b']]);
});

test('a hold is sure for half of its life, and possible until some time after it', () => {
  const [one] = held([hold]);
  assert.equal(one?.surely, [{ fromMs: 110, toMs: 600 }]);
  assert.equal(one?.possibly, { fromMs: 100, toMs: 1_100 + 60_000 });
  const confirm = did({ verb: 'confirm', booking: 'b', answered: 'b', slot: 1, at: 900 });
  assert.equal(times(held([hold, confirm])), [
    {
      surely: [
        { fromMs: 110, toMs: 600 },
        { fromMs: 910, toMs: ever },
      ],
      possibly: { fromMs: 100, toMs: ever },
    },
  ]);
});

test('a move ends one holding and begins another', () => {
  const move = did({ verb: 'reschedule', booking: 'b', answered: 'b', slot: 2, at: 500 });
  assert.equal(times(held([book, move])), [
    { surely: [{ fromMs: 110, toMs: 500 }], possibly: { fromMs: 100, toMs: 510 } },
    { surely: [{ fromMs: 510, toMs: ever }], possibly: { fromMs: 500, toMs: ever } },
  ]);
});

test('what stood there before is held from before all time, but not by others', () => {
  const initial = [stored('old', 5, { tag: 'before' })];
  const before = { fromMs: Number.NEGATIVE_INFINITY, toMs: ever };
  assert.equal(times(held([], { initial })), [{ surely: [before], possibly: before }]);
  assert.equal(times(held([], { initial, isShared: true })), [{ surely: [], possibly: before }]);
});

test('an answer that names the booking of another intent, which sent the same key, holds nothing', () => {
  const first = did({ verb: 'book', answered: 'b', slot: 1, key: 'k', at: 100 });
  const echo = did({ verb: 'book', intent: 'run-b-0', answered: 'b', slot: 2, answeredSlot: 1, key: 'k', at: 200 });
  const elsewhere = held([first, echo]).filter(({ fromMs }) => fromMs === Date.parse('2027-03-01T02:00:00Z'));
  assert.equal(
    elsewhere.map(({ surely }) => surely),
    [[]],
  );
  const tenant = 't2';
  const foreign = did({
    verb: 'book',
    intent: 'run-c-0',
    tenant,
    answered: 'b',
    slot: 3,
    answeredSlot: 1,
    key: 'k',
    at: 200,
  });
  const all = held([first, foreign]);
  assert.equal(
    all.map(({ surely }) => surely.length),
    [1, 0],
  );
});

test('what is stored elsewhere than acknowledged was not there; what is not stored at all is lost', () => {
  const isFinalComplete = true;
  assert.ok(held([book], { final: [stored('b', 7)], isFinalComplete }).every(({ surely }) => surely.length === 0));
  const [lost] = held([book], { final: [], isFinalComplete });
  assert.ok(lost?.isLost);
  assert.not.ok(held([book], { final: [stored('b', 1)], isFinalComplete })[0]?.isLost);
});
