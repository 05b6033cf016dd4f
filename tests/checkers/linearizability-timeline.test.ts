import * as assert from 'uvu/assert';
import { openLedger } from '../../checkers/ledger.ts';
import type { Component } from '../../checkers/linearizability/components.ts';
import { groupOf } from '../../checkers/linearizability/group-of.ts';
import { isDoneInTurn } from '../../checkers/linearizability/is-done-in-turn.ts';
import { judgeGroup } from '../../checkers/linearizability/judge-group.ts';
import { knowledgeOf } from '../../checkers/linearizability/knowledge.ts';
import { knownBookings } from '../../checkers/linearizability/known-bookings.ts';
import { hasTimeline, lifeOf } from '../../checkers/linearizability/timeline.ts';
import { suite } from '../door.ts';
import { type Flaw, originMs, world } from './busy-platform.ts';
import { busyRecording } from './busy-recording.ts';
import { clockErrorMs } from './busy-wire.ts';

const test = suite('what is plain to see');
const budget = { looks: 1_000_000, characters: 1_000_000 };
const flaws: readonly Flaw[] = [
  'none',
  'double',
  'late-confirmation',
  'stale-offer',
  'blocked-after-cancel',
  'half-moved',
];

/** Each booking with every sighting of its place, true or not. */
function componentsIn(seed: number, flaw: Flaw) {
  const { operations, initial, final } = busyRecording(seed, flaw);
  const ledger = openLedger();
  for (const operation of operations) ledger.take(operation);
  for (const booking of initial) ledger.takeInitial(booking);
  for (const booking of final) ledger.takeFinal(booking);
  const states = { isHistoryWhole: true, isInitialComplete: true, isFinalComplete: true };
  const knowledge = knowledgeOf({
    world,
    isShared: false,
    originMs,
    ledger,
    unseenOperations: 0,
    clockErrorMs,
    ...states,
  });
  const { bookings } = knownBookings(ledger.stories(), knowledge);
  const byPlace = Map.groupBy(bookings, ({ deeds, initial: before }) => {
    const span = before?.span ?? deeds.find((deed) => deed.span !== undefined)?.span;
    return `${span?.resource} ${span?.fromMs} ${span?.toMs}`;
  });
  const components: Component[] = [...byPlace.values()].map((some) => ({ bookings: some, sightings: [] }));
  for (const entry of ledger.entries) {
    const kind = entry.verb === 'find-slots' ? ('free' as const) : ('refused' as const);
    const isRefusal = entry.type === 'fail' && entry.reason === 'taken' && entry.verb !== 'reschedule';
    for (const slot of isRefusal && entry.asked !== undefined ? [entry.asked] : (entry.offered ?? [])) {
      const span = knowledge.placed(entry.tenant, slot);
      if (span === undefined) continue;
      const { tenant, service } = entry;
      const place = byPlace.get(`${span.resource} ${span.fromMs} ${span.toMs}`);
      const there = components.find(({ bookings: some }) => some === place);
      there?.sightings.push({ kind, span, tenant, service, entry });
    }
  }
  return { components, knowledge };
}

test('has an order that the search finds too', () => {
  let plain = 0;
  let other = 0;
  for (const flaw of flaws) {
    for (let seed = 1; seed <= 120; seed += 1) {
      const { components, knowledge } = componentsIn(seed, flaw);
      for (const component of components) {
        const isPlain = hasTimeline(component, knowledge);
        if (isPlain) plain += 1;
        else other += 1;
        if (!isPlain) continue;
        const group = groupOf(component.bookings, component.sightings, knowledge);
        assert.is(judgeGroup(group, clockErrorMs, budget).verdict, 'linearizable', `${flaw}, seed ${seed}`);
      }
    }
  }
  assert.ok(plain > 300 && other > 300, `${plain} plain, ${other} not`);
});

test('a booking whose life is plain agrees with itself', () => {
  let plain = 0;
  for (const flaw of flaws) {
    for (let seed = 1; seed <= 120; seed += 1) {
      const { components, knowledge } = componentsIn(seed, flaw);
      for (const booking of components.flatMap(({ bookings }) => bookings)) {
        if (lifeOf(booking) === undefined) continue;
        plain += 1;
        const { verdict } = judgeGroup(groupOf([booking], [], knowledge), clockErrorMs, budget);
        assert.is(verdict, 'linearizable', `${flaw}, seed ${seed}`);
      }
    }
  }
  assert.ok(plain > 1_000, `${plain}`);
});

test('a booking whose changes came in turn agrees with itself', () => {
  let moved = 0;
  let left = 0;
  for (const flaw of flaws) {
    for (let seed = 1; seed <= 120; seed += 1) {
      const { components, knowledge } = componentsIn(seed, flaw);
      for (const booking of components.flatMap(({ bookings }) => bookings)) {
        if (!isDoneInTurn(booking)) {
          left += 1;
          continue;
        }
        if (booking.deeds.some(({ kind }) => kind === 'move')) moved += 1;
        const { verdict } = judgeGroup(groupOf([booking], [], knowledge), clockErrorMs, budget);
        assert.is(verdict, 'linearizable', `${flaw}, seed ${seed}`);
      }
    }
  }
  assert.ok(moved > 30 && left > 30, `${moved} moved in turn, ${left} left to the search`);
});
