import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import { bodyForms, forgedCredentials } from '../../core/webhook.ts';
import { worldGround } from '../../scenarios/races/world-ground.ts';
import { countsOf, deliveriesOf } from '../../scenarios/storm/deliveries.ts';
import { forgedEvents, type StoriesWanted, storiesOf } from '../../scenarios/storm/stories.ts';
import { reference } from '../../targets/reference.ts';
import { suite } from '../door.ts';
import { raceWorld } from './race-world.ts';

const test = suite('plan of a storm');
const lengthMs = 20_000;
const { world, customers } = raceWorld(1);

function wanted(seed: number): StoriesWanted {
  const ground = worldGround(world, new Set(), random(seed).fork('ground'));
  return { seed, stories: 600, prefix: 'run', ground, customers, offers: reference.offers };
}

function storm(seed: number) {
  const asked = wanted(seed);
  const stories = storiesOf(asked);
  const forged = forgedEvents(asked, 96, stories);
  return { stories, forged, deliveries: deliveriesOf({ seed, lengthMs, stories, forged }) };
}

const { stories, forged, deliveries } = storm(1);
const events = stories.flatMap((story) => story.events);

test('the same seed makes the same storm, another one another', () => {
  assert.equal(storm(1).deliveries, deliveries);
  assert.not.equal(storm(2).deliveries, deliveries);
});

test('every wish has a time of its own, but for the two of a group', () => {
  const wishes = [...events, ...forged].flatMap((event) => {
    const { demand, call } = event;
    const own = 'isTwin' in event ? call : '';
    return demand.effect === 'book' ? [`${demand.slot.resource} ${demand.slot.start} ${own}`] : [];
  });
  const twins = events.filter(({ isTwin }) => isTwin);
  assert.ok(twins.length >= 20);
  assert.is(new Set(wishes).size, wishes.length - twins.length / 2);
  for (const [index, first] of twins.entries()) {
    const second = twins[index + 1];
    if (index % 2 === 1 || second === undefined) continue;
    assert.is.not(first.id, second.id);
    assert.equal({ ...first, id: '' }, { ...second, id: '' });
  }
});

test('no two wishes of one resource overlap', () => {
  const wishes = [...events, ...forged].flatMap(({ demand, ...event }) =>
    demand.effect === 'book' && !('isTwin' in event) ? [demand.slot] : [],
  );
  wishes.sort((a, b) => (`${a.resource}${a.start}` < `${b.resource}${b.start}` ? -1 : 1));
  for (const [index, { resource, start }] of wishes.entries()) {
    const before = wishes[index - 1];
    if (before?.resource === resource) assert.ok(before.end <= start, `${resource} ${start}`);
  }
});

test('every event is delivered, in time, and its call has an order', () => {
  const delivered = new Set(deliveries.flatMap(({ cause, event }) => (cause === 'first' ? [event.id] : [])));
  assert.equal([...delivered].sort(), events.map(({ id }) => id).sort());
  assert.ok(deliveries.every(({ dueMs }) => dueMs >= 0 && dueMs <= lengthMs * 1.2));
  assert.ok(deliveries.every((each, index) => each.dueMs >= (deliveries[index - 1]?.dueMs ?? 0)));
});

test('everything that a provider does is there often enough', () => {
  const counts = countsOf(deliveries);
  for (const credential of forgedCredentials) assert.ok((counts[`credential ${credential}`] ?? 0) >= 16, credential);
  for (const kind of [
    'cause odd',
    'cause duplicate',
    'cause late',
    'cause identical',
    'cause malformed',
    'cause forged-of-known',
  ]) {
    assert.ok((counts[kind] ?? 0) >= 20, `${kind} ${counts[kind]}`);
  }
  for (const form of bodyForms) {
    assert.ok((counts[`form ${form}`] ?? 0) >= 5, `${form} ${counts[`form ${form}`]}`);
  }
  const atOnce = new Map<string, number>();
  for (const { event, dueMs } of deliveries) {
    const at = `${event.id} ${dueMs}`;
    atOnce.set(at, (atOnce.get(at) ?? 0) + 1);
  }
  assert.ok(Math.max(...atOnce.values()) >= 50);
});

test('cancellations come before their bookings in a share, and none is forged under an id that is told', () => {
  const first = new Map<string, number>();
  for (const { event, cause, dueMs } of deliveries) if (cause === 'first') first.set(event.id, dueMs);
  const cancels = events.flatMap(({ id, demand }) => (demand.effect === 'cancel' ? [[id, demand.cancels]] : []));
  const early = cancels.filter(([id = '', done = '']) => (first.get(id) ?? 0) < (first.get(done) ?? 0) - 300);
  assert.ok(early.length > cancels.length * 0.2 && early.length < cancels.length * 0.4, `${early.length}`);
  const told = new Set(events.map(({ id }) => id));
  assert.not(forged.some(({ id }) => told.has(id)));
  assert.ok(forged.some(({ demand }) => demand.effect === 'cancel'));
});

test('where no service has seats there are no twins', () => {
  const offers = { ...reference.offers, capacity: false };
  assert.not(storiesOf({ ...wanted(1), offers }).some((story) => story.events.some(({ isTwin }) => isTwin)));
});
