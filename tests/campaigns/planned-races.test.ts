import * as assert from 'uvu/assert';
import { freeGround } from '../../campaigns/planned-races.ts';
import { addDays } from '../../core/add-days.ts';
import type { Slot } from '../../core/booking.ts';
import { random } from '../../core/random.ts';
import { openClient } from '../../drivers/node/client.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';

const test = suite('ground for races');
const anchorDay = '2027-03-01';

/** A platform that offers two times a day for two weeks, and tells no more than the first so many of them at once. */
function platform(toldMax: number): { readonly target: Target; readonly asks: () => number } {
  const all = Array.from({ length: 28 }, (_, index): Slot => {
    const [day, hour] = [addDays(anchorDay, 1 + Math.floor(index / 2)), index % 2 === 0 ? '09' : '14'];
    return { resource: 'chair', start: `${day}T${hour}:00:00Z`, end: `${day}T${hour}:30:00Z` };
  });
  let asks = 0;
  const offering = { tenant: '', branch: '', service: 'cut', timeZone: 'UTC', durationMinutes: 30 };
  const target: Target = {
    name: 'told by pieces',
    offers: {
      ...{ verbs: ['find-slots', 'book'], holds: false, capacity: false, idempotencyKeys: false },
      ...{ tags: false, stickySessions: false },
    },
    catalogue: { offerings: [{ ...offering, daysAhead: { from: 1, to: 14 } }] },
    *perform(intent) {
      if (intent.verb !== 'find-slots') return { type: 'info', reason: 'unknown' };
      asks += 1;
      const within = all.filter(({ start }) => start >= intent.from && start < intent.to);
      return { type: 'ok', answer: { slots: within.slice(0, toldMax) } };
    },
  };
  return { target, asks: () => asks };
}

/** How many places there are to race for, and how often was asked. */
async function groundOf(toldMax: number, note = (_: string): void => undefined) {
  const { target, asks } = platform(toldMax);
  const base = { baseUrls: [], secrets: {}, name: 'planner', runId: '0000abcd', timeoutMs: 100, clock: () => 0 };
  const wanted = { seed: 1, anchorDay, world: {} as never, target, fixturesFolder: '', initialState: '' };
  const { ground } = await freeGround({ ...wanted, note, client: openClient({ ...base, target }) }, []);
  const draw = random(1);
  const wantedPlace = {
    layout: 'one',
    contenders: 2,
    variant: undefined,
    day: 'ordinary',
    hasCustomers: () => true,
  } as const;
  const lay = () => ground.lay(wantedPlace, draw);
  let places = 0;
  while (lay() !== undefined) places += 1;
  return { places, asks: asks() };
}

test('a platform that tells everything is asked week by week', async () => {
  assert.equal(await groundOf(100), { places: 28, asks: 2 });
});

test('one that tells a few times at once is asked for those behind them', async () => {
  const { places, asks } = await groundOf(5);
  assert.ok(places >= 24, `${places} places`);
  assert.ok(asks <= 8, `${asks} asks`);
});

test('one that offers nothing is asked no more often, and that is said', async () => {
  const said: string[] = [];
  assert.equal(await groundOf(0, (text) => said.push(text)), { places: 0, asks: 2 });
  assert.match(said.join(), /^nobody was offered a free place.*the last answer: nothing is free, status 0$/);
  await groundOf(5, (text) => said.push(text));
  assert.is(said.length, 1);
});
