import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import { walkJourney } from '../../drivers/node/walk-journey.ts';
import { staffDay } from '../../scenarios/journeys/staff-day.ts';
import { voiceCall } from '../../scenarios/journeys/voice-call.ts';
import { webBooking } from '../../scenarios/journeys/web-booking.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import type { Player } from '../../targets/journey.ts';
import type { Offers } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { quickCall } from './quick-call.ts';

const test = suite('journeys');

const slot = { resource: 'staff-1', start: '2026-12-01T10:00:00Z', end: '2026-12-01T10:30:00Z' };
const wish = { tenant: 't', branch: 'b', service: 's', fromDay: '2026-12-01', days: 3 };
const caller = { ...wish, name: 'n', phone: '+49', customer: 'c', patience: 3 };
const ok = (answer: Extract<Completion, { type: 'ok' }>['answer']): Completion => ({ type: 'ok', answer });

/** A platform in a few words: what it answers to each verb, and the verbs that it was asked. */
function platform(answers: Partial<Record<Intent['verb'], () => Completion>>) {
  const asked: Intent[] = [];
  const usual = (): Completion => ok({ slots: [slot], booking: 'b1', customer: 'c', slot, bookings: [] });
  const perform = async (intent: Intent): Promise<Completion> => {
    asked.push(intent);
    return (answers[intent.verb] ?? usual)();
  };
  return { asked, perform, verbs: () => asked.map(({ verb }) => verb) };
}

const everyVerb: readonly Intent['verb'][] = [
  ...(['find-customer', 'register-customer', 'read-booking', 'list-bookings', 'mark-no-show'] as const),
  ...(['cancel', 'reschedule', 'find-slots', 'book'] as const),
];

function player(isIdempotent: Offers['idempotencyKeys'] = true, verbs = everyVerb): Player {
  let tags = 0;
  const offers = {
    verbs,
    holds: true,
    capacity: true,
    idempotencyKeys: isIdempotent,
    tags: true,
    stickySessions: false,
  };
  return { offers, random: random(1), anchorDay: '2026-11-22', newTag: () => `tag-${tags++}` };
}

const voiceRow = { ...caller, turns: [1, 2, 3, 4] as const };

test('a call finds the caller, a slot, books it and reads it back', async () => {
  const { verbs, perform } = platform({});
  assert.is(await walkJourney(voiceCall, voiceRow, player(), perform), true);
  assert.equal(verbs(), ['find-customer', 'find-slots', 'find-slots', 'book', 'read-booking']);
});

test('a slot that was taken meanwhile means another look, under a new tag', async () => {
  let times = 0;
  const { asked, perform } = platform({
    book: () => (times++ === 0 ? { type: 'fail', reason: 'taken' } : ok({ booking: 'b2', slot })),
  });
  assert.is(await walkJourney(voiceCall, voiceRow, player(), perform), true);
  const tags = asked.flatMap((intent) => (intent.verb === 'book' ? [intent.tag] : []));
  assert.is(new Set(tags).size, 2);
});

test('a reply that never came is asked for again with tag and key, only where keys make that safe', async () => {
  const unknown = (): Completion => ({ type: 'info', reason: 'unknown' });
  const withKeys = platform({ book: unknown });
  assert.is(await walkJourney(voiceCall, voiceRow, player(), withKeys.perform), false);
  const books = withKeys.asked.filter((intent) => intent.verb === 'book');
  assert.equal(books[0], books[1]);
  assert.is(books.length, 2);
  const without = platform({ book: unknown });
  await walkJourney(voiceCall, voiceRow, player(false), without.perform);
  assert.is(without.asked.filter(({ verb }) => verb === 'book').length, 1);
});

test('a caller whom nobody knows is registered', async () => {
  const { verbs, perform } = platform({ 'find-customer': () => ({ type: 'fail', reason: 'not-found' }) });
  await walkJourney(voiceCall, { ...voiceRow, customer: null }, player(), perform);
  assert.equal(verbs().slice(0, 2), ['find-customer', 'register-customer']);
});

test('what a platform does not declare is not asked of it, and costs no booking', async () => {
  const few = player(true, ['find-slots', 'book']);
  const { verbs, perform } = platform({});
  assert.is(await walkJourney(voiceCall, { ...voiceRow, customer: null }, few, perform), true);
  assert.equal(verbs(), ['find-slots', 'find-slots', 'book']);
  const web = platform({});
  const row = { ...caller, pauses: [1, 2, 3, 4, 5, 6] as const, after: 'reschedule' as const };
  assert.is(await walkJourney(webBooking, row, player(true, ['find-slots', 'hold', 'confirm']), web.perform), true);
  assert.equal(web.verbs().slice(-2), ['hold', 'confirm']);
  const desk = platform({});
  const day = { tenant: 't', branch: 'b', day: '2026-12-01', looks: 1, pauses: [1], noShow: true };
  await walkJourney(staffDay, day, few, desk.perform);
  assert.equal(desk.verbs(), []);
});

test('a key goes out only with the request that takes one', async () => {
  const { asked, perform } = platform({});
  const row = { ...caller, pauses: [1, 2, 3, 4, 5, 6] as const, after: 'cancel' as const };
  await walkJourney(webBooking, row, player(['book']), perform);
  await walkJourney(voiceCall, voiceRow, player(['book']), perform);
  const keyed = asked.filter((intent) => 'idempotencyKey' in intent).map(({ verb }) => verb);
  assert.equal([asked.some(({ verb }) => verb === 'hold'), keyed], [true, ['book']]);
});

test('a web customer holds, confirms and cancels what he booked', async () => {
  const { asked, perform, verbs } = platform({});
  const row = { ...caller, pauses: [1, 2, 3, 4, 5, 6] as const, after: 'cancel' as const };
  assert.is(await walkJourney(webBooking, row, player(), perform), true);
  assert.equal(verbs().slice(-4), ['hold', 'confirm', 'read-booking', 'cancel']);
  assert.is(asked.at(-1) && 'tag' in (asked.at(-1) as object), true);
});

test('no free slot anywhere ends without a booking', async () => {
  const { perform, verbs } = platform({ 'find-slots': () => ok({ slots: [] }) });
  assert.is(await walkJourney(voiceCall, voiceRow, player(), perform), false);
  assert.is(verbs().includes('book'), false);
});

test('reception marks nobody as missing who is still to come', async () => {
  const booking = {
    id: 'x',
    tenant: 't',
    resource: 'staff-1',
    start: slot.start,
    end: slot.end,
    status: 'booked',
  } as const;
  const row = { tenant: 't', branch: 'b', day: '2026-12-01', looks: 2, pauses: [1, 1], noShow: true };
  const future = platform({ 'list-bookings': () => ok({ bookings: [booking] }) });
  await walkJourney(staffDay, row, player(), future.perform);
  assert.is(future.verbs().includes('mark-no-show'), false);
  const past = platform({ 'list-bookings': () => ok({ bookings: [{ ...booking, start: '2026-11-20T10:00:00Z' }] }) });
  await walkJourney(staffDay, row, player(), past.perform);
  assert.is(past.verbs().filter((verb) => verb === 'mark-no-show').length, 1);
});

test('the example of the README is this code, and it books', async () => {
  const source = await readFile(join(import.meta.dirname, 'quick-call.ts'), 'utf8');
  const readme = await readFile(join(import.meta.dirname, '../../scenarios/README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? 'no example';
  assert.ok(source.includes(example), 'tests/scenarios/quick-call.ts and scenarios/README.md differ');
  const pauses: number[] = [];
  const { perform } = platform({});
  const pause = async (pauseMs: number): Promise<void> => void pauses.push(pauseMs);
  assert.is(await walkJourney(quickCall, { ...wish, customer: 'c' }, player(), perform, { pause }), true);
  assert.equal(pauses, [2_000]);
});
