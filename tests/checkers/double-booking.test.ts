import * as assert from 'uvu/assert';
import { doubleBooking } from '../../checkers/double-booking.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { random } from '../../core/random.ts';
import { suite } from '../door.ts';
import { acquitsRightPlatforms, busy } from './acquits-right-platforms.ts';
import type { Flaw } from './busy-platform.ts';
import { busyRecording } from './busy-recording.ts';
import { judged } from './judged.ts';

const test = suite('double booking');

acquitsRightPlatforms(test, doubleBooking);

/** What of the recordings in which the flaw did something is convicted at least: not everything can be seen. */
const flaws: readonly (readonly [Flaw, number])[] = [
  ['double', 0.95],
  ['oversold', 0.9],
  ['crossing', 0.5],
  ['late-confirmation', 0.1],
];
for (const [flaw, share] of flaws) {
  test(`${flaw}: convicted, by at most six operations a picture`, () => {
    let flawed = 0;
    let convicted = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const recording = busyRecording(seed, flaw);
      if (recording.flawed === 0) continue;
      flawed += 1;
      const { validity, witness } = judged(doubleBooking, { ...recording, ...busy });
      if (validity !== 'invalid') continue;
      convicted += 1;
      const scenes = witness?.scenes ?? [];
      assert.ok(scenes.length >= 1 && scenes.length <= 3 && (witness?.ids.length ?? 0) > 0);
      for (const { bars, sentence } of scenes) {
        assert.ok(bars.length >= 1 && bars.length <= 6, sentence);
        assert.ok(bars.every(({ isContradiction }) => isContradiction));
      }
    }
    assert.ok(flawed >= 50 && convicted >= share * flawed, `${convicted} of ${flawed}`);
  });
}

const day = '2027-03-02';
const slotOf = (startMinute: number, minutes: number) => {
  const text = (minute: number): string =>
    `${day}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00Z`;
  return { resource: 'r', start: text(startMinute), end: text(startMinute + minutes) };
};

function booked(number: number, slot: ReturnType<typeof slotOf>, startMs: number, endMs: number): Operation {
  const asked = { tenant: 't', service: 's', customer: `c${number}`, slot };
  return {
    ...{ id: `op-${number}`, intent: `run-${number}`, process: `u${number}`, verb: 'book', keys: [], requests: [] },
    ...{ type: 'ok', startMs, endMs, value: { asked, answered: { booking: `b${number}`, slot } } },
  };
}

function stored({ value, intent }: Operation): StoredBooking {
  const slot = value.asked?.slot as ReturnType<typeof slotOf>;
  return { id: String(value.answered?.booking), tag: intent, tenant: 't', status: 'booked', ...slot };
}

test('it convicts just when two of the bookings overlap, as comparing all of them says', () => {
  let convicted = 0;
  for (let seed = 1; seed <= 600; seed += 1) {
    const draw = random(seed);
    const operations = Array.from({ length: 2 + draw.integer(7) }, (_, number) =>
      booked(
        number,
        slotOf(draw.integer(20) * 30, 30 * (1 + draw.integer(3))),
        draw.integer(50),
        60 + draw.integer(50),
      ),
    );
    const slots = operations.map(({ value }) => value.asked?.slot as ReturnType<typeof slotOf>);
    const isClash = slots.some((one, at) =>
      slots.some((other, index) => index !== at && one.start < other.end && other.start < one.end),
    );
    const { validity } = judged(doubleBooking, { operations, final: operations.map(stored) });
    assert.is(validity === 'invalid', isClash, `seed ${seed}`);
    convicted += isClash ? 1 : 0;
  }
  assert.ok(convicted > 100 && convicted < 550, `${convicted} convicted`);
});

test('what lies closer together than the clocks are wrong has no order', () => {
  const slot = slotOf(600, 30);
  const one = booked(1, slot, 0, 10);
  const cancel: Operation = {
    ...{ ...one, id: 'op-c', intent: 'run-c', verb: 'cancel', startMs: 100, endMs: 110 },
    value: { asked: { tenant: 't', booking: 'b1' }, answered: {} },
  };
  const final = [{ ...stored(one), status: 'cancelled' as const }, stored(booked(2, slot, 0, 0))];
  const validityAt = (endMs: number) =>
    judged(doubleBooking, { operations: [one, cancel, booked(2, slot, 5, endMs)], final }).validity;
  assert.is(validityAt(99), 'valid');
  assert.is(validityAt(98), 'valid');
  assert.is(validityAt(97), 'invalid');
});

test('a crowd of winners is counted, and told apart by whether they asked at once', () => {
  const slot = slotOf(600, 30);
  const crowd = Array.from({ length: 5_000 }, (_, number) => booked(number, slot, number % 7, 1_000 + (number % 11)));
  const finding = judged(doubleBooking, { operations: crowd, final: crowd.map(stored) });
  assert.is(finding.summary, '4999 bookings were accepted at once with another one');
  assert.is(finding.witness?.total, 4_999);
  const queue = crowd.map((_, number) => booked(number, slot, 100 * number, 100 * number + 10));
  assert.match(judged(doubleBooking, { operations: queue, final: queue.map(stored) }).summary, /does not look/);
});

test('as many missing lines as there are winners too many explain them; fewer do not', () => {
  const slot = slotOf(600, 30);
  const operations = Array.from({ length: 40 }, (_, number) => booked(number, slot, 0, 10));
  const final = operations.map(stored);
  const validityWith = (unseenOperations: number) =>
    judged(doubleBooking, { operations, final, completeness: { unseenOperations } }).validity;
  assert.is(validityWith(39), 'unknown');
  assert.is(validityWith(10), 'invalid');
  assert.is(validityWith(Number.POSITIVE_INFINITY), 'unknown');
});
