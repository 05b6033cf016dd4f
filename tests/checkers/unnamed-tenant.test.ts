import * as assert from 'uvu/assert';
import { availability } from '../../checkers/availability.ts';
import { linearizability } from '../../checkers/linearizability.ts';
import { observations } from '../../checkers/observations.ts';
import type { Operation } from '../../core/operation.ts';
import type { Offering } from '../../targets/target.ts';
import { worldOf } from '../../targets/world-of.ts';
import { suite } from '../door.ts';
import { judged } from './judged.ts';

const test = suite('a platform without tenants, known by its catalogue');

const originMs = Date.parse('2027-02-01T00:00:00Z');
const offering = { tenant: '', branch: '', service: 'cut', timeZone: 'UTC', durationMinutes: 30 };

/** Half an hour of one chair, at so many minutes past nine. */
function slotAt(minutes: number) {
  const at = (after: number): string =>
    `${new Date(Date.parse('2027-03-01T09:00:00Z') + after * 60_000).toISOString().slice(0, 19)}Z`;
  return { resource: 'chair', start: at(minutes), end: at(minutes + 30) };
}

function book(id: string, minutes: number, atMs: number, isGiven: boolean): Operation {
  const slot = slotAt(minutes);
  const asked = { tenant: '', branch: '', service: 'cut', customer: id, slot };
  const value = isGiven ? { asked, answered: { booking: id, slot } } : { asked, reason: 'taken' as const };
  const type = isGiven ? ('ok' as const) : ('fail' as const);
  return {
    id,
    intent: id,
    process: id,
    verb: 'book',
    keys: ['chair'],
    startMs: atMs,
    endMs: atMs + 10,
    type,
    requests: [],
    value,
  };
}

/** Somebody has 9:00; another one asks for a later time and is told that it is taken. */
function validityOf(law: typeof observations, minutes: number, buffer: Partial<Offering>): string {
  const world = worldOf({ offerings: [{ ...offering, ...buffer }] }, { seed: 1, anchorDay: '2027-03-01', zones: [] });
  const operations = [book('anna', 0, 100, true), book('bert', minutes, 200, false)];
  const final = [
    { id: 'anna', tenant: '', service: 'cut', customer: 'anna', status: 'booked', tag: 'anna', ...slotAt(0) } as const,
  ];
  const offers = {
    verbs: ['book'],
    holds: false,
    capacity: false,
    idempotencyKeys: false,
    tags: true,
    stickySessions: false,
  };
  return judged(law, { operations, final, circumstances: { world, originMs, offers } }).validity;
}

test('what is refused though nobody near has anything is a ghost', () => {
  assert.is(validityOf(observations, 3 * 1440, {}), 'invalid');
  assert.is(validityOf(observations, 30, { bufferMinutes: 0 }), 'invalid');
  assert.is(validityOf(observations, 75, { bufferMinutes: 15, bufferBeforeMinutes: 0 }), 'invalid');
});

test('a buffer that nobody told of may be behind any refusal near a booking', () => {
  for (const law of [observations, linearizability]) {
    assert.is.not(validityOf(law, 30, {}), 'invalid', law.name);
    assert.is.not(validityOf(law, 75, {}), 'invalid', law.name);
    assert.is.not(validityOf(law, 30, { bufferMinutes: 15 }), 'invalid', law.name);
    // What is kept free before an appointment has no name in most catalogues.
    assert.is.not(validityOf(law, 75, { bufferMinutes: 15 }), 'invalid', law.name);
    assert.is.not(validityOf(law, 60, { bufferMinutes: 15, bufferBeforeMinutes: 30 }), 'invalid', law.name);
  }
});

test('hours of a catalogue are those that offers and bookings are held against', () => {
  const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '08:00', to: '10:00' }));
  const booked = (minutes: number, told: object): string => {
    const offerings = [{ ...offering, ...told }];
    const world = worldOf({ offerings }, { seed: 1, anchorDay: '2027-03-01', zones: [] });
    const operations = [book('anna', minutes, 100, true)];
    return judged(availability, { operations, circumstances: { world, originMs } }).validity;
  };
  assert.is(booked(0, { hours, resources: ['chair'] }), 'valid');
  assert.is(booked(45, { hours, resources: ['chair'] }), 'invalid');
  assert.is(booked(45, {}), 'unknown');
});
