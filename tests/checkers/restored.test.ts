import * as assert from 'uvu/assert';
import { openRestored } from '../../checkers/restored.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { suite } from '../door.ts';

const test = suite('restored: what is brought back from a backup');

const backup = { fromMs: 60_000, toMs: 64_000 };
const slotOf = (number: number) => {
  const start = new Date(Date.UTC(2027, 2, 1) + number * 1_800_000).toISOString().replace('.000Z', 'Z');
  const end = new Date(Date.UTC(2027, 2, 1) + (number + 1) * 1_800_000).toISOString().replace('.000Z', 'Z');
  return { resource: 'staff-1', start, end };
};

function attempt(verb: string, number: number, atMs: number, type: Operation['type'] = 'ok'): Operation {
  const slot = slotOf(number);
  const id = `${verb}-${number}`;
  const about = verb === 'book' ? { slot } : { booking: `b-${number}` };
  return {
    ...{ id, intent: `run-${id}`, process: `user-${id}`, verb, keys: [], startMs: atMs, endMs: atMs + 50, type },
    requests: [],
    value: { asked: { tenant: 't', ...about }, answered: { booking: `b-${number}`, slot } },
  };
}

function stored(number: number, status: StoredBooking['status'] = 'booked'): StoredBooking {
  return { id: `b-${number}`, tag: `run-book-${number}`, tenant: 't', ...slotOf(number), status };
}

/** Two bookings a second, from long before the backup to long after it. */
const booked = Array.from({ length: 200 }, (_, number) => attempt('book', number, number * 500));
const upTo = (count: number): StoredBooking[] => Array.from({ length: count }, (_, number) => stored(number));
const old: StoredBooking = { ...stored(900), tag: undefined as never, resource: 'staff-2' };

function judge(restored: readonly StoredBooking[], more: readonly Operation[] = [], isFinalComplete = true) {
  const law = openRestored({ world: undefined, isShared: false }, backup);
  for (const operation of [...booked, ...more]) law.take(operation);
  law.takeInitial(old);
  for (const booking of restored) law.takeRestored(booking);
  return law.close({
    ...{ unseenOperations: 0, isHistoryWhole: true, isInitialComplete: true, isFinalComplete, clockErrorMs: 2 },
  });
}

test('all that was acknowledged before the backup was begun is there: it holds', () => {
  const finding = judge([old, ...upTo(128)]);
  assert.is(finding.validity, 'valid', finding.summary);
  assert.is(finding.by, 'restore-untested');
  assert.match(finding.summary, /^RPO 0\.0 s: all 118 bookings/);
});

test('what was acknowledged while it was taken may be missing, and is counted', () => {
  const finding = judge([old, ...upTo(120)]);
  assert.is(finding.validity, 'valid', finding.summary);
  // The first of them was acknowledged 50 ms after second 60.
  assert.match(finding.summary, /^RPO 4\.0 s: .*; 8 of those acknowledged while it was taken are not$/);
});

test('an older one convicts, and says how old it is', () => {
  const finding = judge([old, ...upTo(60)]);
  assert.is(finding.validity, 'invalid');
  assert.match(finding.summary, /^RPO 34\.0 s: what is restored is not what users had been told/);
  assert.ok(finding.witness?.ids.includes('run-book-60'));
});

test('an empty one convicts, and one that lacks what stood there before the load', () => {
  assert.is(judge([]).validity, 'invalid');
  assert.is(judge(upTo(128)).validity, 'invalid');
});

test('one booking that drifted convicts', () => {
  const moved = { ...stored(7), ...slotOf(500) };
  const others = upTo(128).filter(({ id }) => id !== 'b-7');
  assert.is(judge([old, moved, ...others]).validity, 'invalid');
});

test('a cancellation is there or not when it met the backup, and is there when it came before', () => {
  const cancelled = (atMs: number) => [attempt('cancel', 3, atMs)];
  const without = [old, ...upTo(128).filter(({ id }) => id !== 'b-3')];
  const restored = { shown: [...without, stored(3)], gone: without, marked: [...without, stored(3, 'cancelled')] };
  for (const some of Object.values(restored)) assert.is(judge(some, cancelled(61_000)).validity, 'valid');
  assert.is(judge(restored.marked, cancelled(30_000)).validity, 'valid');
  assert.is(judge(restored.shown, cancelled(30_000)).validity, 'invalid');
});

test('what came after it is in nobody’s way, and what nobody asked for convicts', () => {
  assert.is(judge([old, ...upTo(129)]).validity, 'valid');
  assert.is(judge([old, ...upTo(128), { ...stored(800), tag: 'run-nobody' }]).validity, 'invalid');
});

test('it stays unknown where so few booked since the backup before that it would look the same', () => {
  for (const [previousMs, validity] of [
    [30_000, 'valid'],
    [58_000, 'unknown'],
  ] as const) {
    const law = openRestored({ world: undefined, isShared: false }, { ...backup, previousMs });
    for (const operation of booked) law.take(operation);
    for (const booking of upTo(128)) law.takeRestored(booking);
    const whole = { unseenOperations: 0, isHistoryWhole: true, isInitialComplete: true, isFinalComplete: true };
    const finding = law.close({ ...whole, clockErrorMs: 2 });
    assert.is(finding.validity, validity, finding.summary);
    if (validity === 'unknown')
      assert.match(finding.summary, /too few bookings came since the backup before \(1, 5 do\)/);
  }
});

test('it stays unknown where few booked, nobody was there meanwhile, or it was not read to its end', () => {
  assert.is(judge([old, ...upTo(128)], [], false).validity, 'unknown');
  const law = openRestored({ world: undefined, isShared: false }, backup);
  for (const operation of booked.slice(0, 100)) law.take(operation);
  for (const booking of upTo(100)) law.takeRestored(booking);
  const whole = { unseenOperations: 0, isHistoryWhole: true, isInitialComplete: true, isFinalComplete: true };
  const alone = law.close({ ...whole, clockErrorMs: 2 });
  assert.match(`${alone.validity}: ${alone.summary}`, /^unknown: hardly anybody/);
  assert.is(law.close({ ...whole, clockErrorMs: 5_000 }).validity, 'unknown');
});
