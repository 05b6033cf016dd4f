import * as assert from 'uvu/assert';
import { freedTimes } from '../../campaigns/freed-times.ts';
import { type LeftHold, leftHolds } from '../../campaigns/left-holds.ts';
import { dueWithin, lookAndTake, lookAtEach, type WantedLate } from '../../campaigns/look-late.ts';
import { settledBookings } from '../../campaigns/settled-bookings.ts';
import { openLaws } from '../../checkers/open-laws.ts';
import type { Operation } from '../../core/operation.ts';
import { random } from '../../core/random.ts';
import type { World } from '../../core/world.ts';
import { type Client, openClient } from '../../drivers/node/client.ts';
import { lookAt } from '../../scenarios/races/book-slot.ts';
import type { Intent } from '../../targets/intent.ts';
import { reference } from '../../targets/reference.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { type FakeOptions, fakePlatform } from '../scenarios/fake-platform.ts';

const test = suite('late looks');
const originMs = Date.parse('2027-03-01T08:00:00Z');
const slotAt = (hour: number) => ({
  resource: 'r',
  start: `2027-03-02T${hour}:00:00Z`,
  end: `2027-03-02T${hour}:30:00Z`,
});

/** A platform in memory, on a clock that only goes when it is told to, and users of it. */
function open(wrong: Pick<FakeOptions, 'keepsHolds' | 'hidesCancelled'> = {}) {
  const operations: Operation[] = [];
  let nowMs = 0;
  const platform = fakePlatform({ now: () => originMs + nowMs, ...wrong });
  const target: Target = {
    ...reference,
    // biome-ignore lint/correctness/useYield: all answers come from memory here
    *perform(intent) {
      const completion = platform.perform(intent);
      if (completion.type !== 'ok' || completion.answer.expires === undefined) return completion;
      const expires = `${completion.answer.expires.slice(0, 19)}Z`;
      return { ...completion, answer: { ...completion.answer, expires } };
    },
  };
  const clock = (): number => {
    nowMs += 1;
    return nowMs;
  };
  const opened = (name: string) =>
    openClient({ target, name, clock, baseUrls: [], secrets: {}, runId: '0000abcd', timeoutMs: 1 });
  /** No request is made, which would have times of its own. */
  const client = (name: string): Client => {
    const user = opened(name);
    return {
      async perform(intent) {
        const startMs = clock();
        const done = await user.perform(intent);
        return { ...done, operation: { ...done.operation, startMs, endMs: clock() } };
      },
    };
  };
  return {
    ...{ operations, clock, client },
    wait: (ms: number) => {
      nowMs += ms;
    },
    async act(name: string, intent: Intent): Promise<string> {
      const { completion, operation } = await client(name).perform(intent);
      operations.push(operation);
      return completion.type === 'ok' ? (completion.answer.booking ?? '') : '';
    },
    async look(): Promise<void> {
      const [left, freed] = [leftHolds(originMs), freedTimes(originMs)];
      for (const operation of operations) {
        left.take(operation);
        freed.take(operation);
      }
      const lists = [left.list(nowMs, random(1)), freed.list(nowMs, random(1))];
      const due = lists.flatMap((list) => dueWithin<WantedLate>(list, nowMs));
      // Whoever is not due yet is waited for in real time: nobody here.
      assert.ok(due.every(({ dueMs }) => dueMs <= nowMs));
      const around = { offers: reference.offers, customers: left.customers, draw: random(1) };
      await lookAtEach({
        looks: due.map((wanted) => lookAndTake(wanted, around)),
        ...{ name: 'late-look', cancels: true },
        ...{ runId: '0000beef', clock, client, signal: new AbortController().signal, apartMs: 0 },
        take: (operation) => operations.push(operation),
      });
    },
  };
}

type Verb = 'hold' | 'book';
const order = (verb: Verb, name: string, hour: number): Intent => {
  const place = { tenant: 't', branch: 'b', service: 's', slot: slotAt(hour) };
  return { verb, ...place, customer: `c-${name}`, tag: `0000abcd-${name}-${hour}` };
};

const world: World = {
  ...{ schemaVersion: 1, seed: 1, anchorDay: '2027-03-01' },
  tenants: [
    {
      ...{ id: 't', name: 't', branches: [] },
      services: [{ id: 's', name: 's', durationMinutes: 30, bufferMinutes: 0, capacity: 1 }],
    },
  ],
};

function judged(operations: readonly Operation[]) {
  const laws = openLaws({ world, isShared: false, originMs });
  for (const operation of operations) laws.take(operation);
  const states = { isInitialComplete: true, isFinalComplete: false };
  const findings = laws.close({ unseenOperations: 0, isHistoryWhole: true, clockErrorMs: 2, ...states });
  return findings.filter(({ validity }) => validity === 'invalid').map(({ by, summary }) => `${by}: ${summary}`);
}

/** One holds and leaves, another is refused a moment after it ran out, and a third one books elsewhere. */
async function held(keepsHolds: boolean) {
  const stage = open({ keepsHolds });
  await stage.act('u-1', order('hold', 'u-1', 10));
  await stage.act('u-2', order('book', 'u-2', 12));
  stage.wait(31_000);
  return stage;
}

test('what was held and left is wanted again, long after it ran out, by somebody else', async () => {
  const stage = await held(true);
  assert.is(await stage.act('u-3', order('book', 'u-3', 10)), '');
  assert.equal(judged(stage.operations), [], 'it may not be swept away yet');
  stage.wait(62_000);
  await stage.look();
  const [look, again] = stage.operations.slice(-2);
  assert.equal([look?.verb, again?.verb, again?.type, again?.value.reason], ['find-slots', 'hold', 'fail', 'taken']);
  assert.equal([again?.process, again?.intent], ['late-look-1', '0000beef-late-look-1-0']);
  assert.is.not(again?.value.asked?.customer, 'c-u-1');
  assert.equal(judged(stage.operations), ['observations: 1 ghost hold']);
});

test('a hold that ended is had by who comes late, and nobody is accused', async () => {
  const stage = await held(false);
  stage.wait(62_000);
  await stage.look();
  assert.equal([stage.operations.at(-1)?.verb, stage.operations.at(-1)?.type], ['hold', 'ok']);
  assert.equal(judged(stage.operations), []);
});

test('whoever was given the time since, or may have confirmed it, leaves nothing to look at', async () => {
  const stage = await held(false);
  assert.is.not(await stage.act('u-3', order('book', 'u-3', 10)), '');
  const confirmed = await stage.act('u-4', order('hold', 'u-4', 14));
  const confirm = { verb: 'confirm', booking: confirmed, slot: slotAt(14), customer: 'c-u-4' } as const;
  await stage.act('u-4', { ...confirm, tenant: 't', tag: '0000abcd-u-4-14' });
  const cancelled = await stage.act('u-5', order('hold', 'u-5', 15));
  await stage.act('u-5', { verb: 'cancel', tenant: 't', booking: cancelled, tag: 'x' });
  stage.wait(95_000);
  const count = stage.operations.length;
  await stage.look();
  assert.is(stage.operations.length, count);
});

test('suspects are waited for, others are looked at when they are due already, and only so many', () => {
  const place = { tenant: 't', branch: 'b', service: 's', slot: slotAt(10), customer: 'c' };
  const hold = (dueMs: number, isSuspect: boolean): LeftHold => ({ ...place, dueMs, isSuspect });
  const [soon, late, never] = [hold(50_000, true), hold(50_000, false), hold(90_000, true)];
  assert.equal(dueWithin([soon, never, late], 0), [soon]);
  assert.equal(dueWithin([soon, never, late], 60_000), [soon, late, never].slice(0, 3));
  const many = Array.from({ length: 40 }, (_, index) => hold(40 - index, false));
  const due = dueWithin([soon, ...many], 60_000);
  assert.is(due.length, 24);
  assert.is(due.at(-1), soon);
  assert.equal(
    due.map(({ dueMs }) => dueMs),
    due.map(({ dueMs }) => dueMs).sort((a, b) => a - b),
  );
});

test('a confirmation that was refused may have prolonged it, and what begins soon is left out', async () => {
  const stage = open({ keepsHolds: true });
  const booking = await stage.act('u-1', order('hold', 'u-1', 10));
  stage.wait(31_000);
  const confirm = { verb: 'confirm', tenant: 't', booking, slot: slotAt(10), customer: 'c-u-1', tag: 'x' } as const;
  await stage.act('u-1', confirm);
  const left = leftHolds(originMs);
  for (const operation of stage.operations) left.take(operation);
  const [one] = left.list(40_000, random(1));
  assert.ok(one !== undefined && one.dueMs > 31_000 + 29_000 + 60_000 && one.dueMs < 31_000 + 31_000 + 63_000);
  assert.equal(left.list(Date.parse('2027-03-02T09:50:00Z') - originMs, random(1)), []);
});

const farPlace = (start = '10:00') => {
  const slot = { resource: 'r', start: `2027-03-05T${start}:00Z`, end: `2027-03-05T${start.slice(0, 2)}:59:00Z` };
  return { tenant: 't', branch: 'b', service: 's', slot };
};

/** One is shown a time, books it and gives it back; another one looks for it a moment later. */
async function givenBack(hidesCancelled: boolean) {
  const stage = open({ hidesCancelled });
  await stage.act('u-1', lookAt(farPlace()));
  const booking = await stage.act('u-1', { verb: 'book', ...farPlace(), customer: 'c-u-1', tag: '0000abcd-u-1-0' });
  stage.wait(100);
  await stage.act('u-1', { verb: 'cancel', tenant: 't', booking, tag: '0000abcd-u-1-0' });
  stage.wait(100);
  await stage.act('u-2', lookAt(farPlace()));
  return stage;
}

function freedIn(stage: ReturnType<typeof open>, nowMs: number) {
  const freed = freedTimes(originMs);
  for (const operation of stage.operations) freed.take(operation);
  return freed.list(nowMs, random(1));
}

test('what was given back is looked for long after, and who gets what is not shown convicts', async () => {
  const stage = await givenBack(true);
  const [freed, ...more] = freedIn(stage, 1_000);
  assert.equal(more, []);
  assert.ok(freed?.isSuspect === true && freed.dueMs > 60_000 && freed.dueMs < 65_000);
  assert.equal(freed?.customer, 'c-u-1');
  stage.wait(63_000);
  await stage.look();
  assert.equal(
    stage.operations.slice(-2).map(({ verb, type }) => [verb, type]),
    [
      ['find-slots', 'ok'],
      ['hold', 'ok'],
    ],
  );
  assert.equal(judged(stage.operations), ['observations: 1 hidden though free']);
  const soon = await givenBack(true);
  await soon.act('u-2', { verb: 'book', ...farPlace(), customer: 'c-u-2', tag: '0000abcd-u-2-0' });
  assert.equal(judged(soon.operations), [], 'lists may lag behind');
});

test('what was given back and is shown again accuses nobody; nor is it looked at while others are near', async () => {
  const stage = await givenBack(false);
  assert.is(freedIn(stage, 1_000)[0]?.isSuspect, false);
  stage.wait(63_000);
  await stage.look();
  assert.equal([stage.operations.at(-1)?.verb, stage.operations.at(-1)?.type], ['hold', 'ok']);
  assert.equal(judged(stage.operations), []);
  const beside = await givenBack(true);
  await beside.act('u-3', { verb: 'book', ...farPlace('11:30'), customer: 'c-u-3', tag: '0000abcd-u-3-0' });
  assert.equal(freedIn(beside, 90_000), []);
  const soon = Date.parse('2027-03-03T10:00:00Z') - originMs;
  assert.equal(freedIn(await givenBack(true), soon), []);
});

test('where there are no holds it is booked, and given back', async () => {
  const stage = await givenBack(false);
  const [freed] = freedIn(stage, 1_000);
  const offers = { ...reference.offers, holds: false };
  assert.ok(freed);
  const count = stage.operations.length;
  await lookAtEach({
    looks: [lookAndTake(freed, { offers, customers: new Map(), draw: random(1) })],
    ...{ name: 'late-look', cancels: true, runId: '0000beef', apartMs: 0, signal: new AbortController().signal },
    ...{ clock: () => freed.dueMs, client: stage.client, take: (operation) => stage.operations.push(operation) },
  });
  assert.equal(
    stage.operations.slice(count).map(({ verb, type }) => `${verb} ${type}`),
    ['find-slots ok', 'book ok', 'cancel ok'],
  );
});

test('bookings to which nothing happens any more are looked for in their lists, moved ones too', async () => {
  const zones = [{ name: 'Europe/Berlin', offsets: [{ from: '2026-01-01T00:00:00Z', minutes: 60 }] }];
  const staff = [{ id: 'r', name: 'r', workingHours: [], services: ['s'] }];
  const branch = { id: 'b', name: 'b', timeZone: 'Europe/Berlin', openingHours: [], holidays: [], staff };
  const settled = settledBookings({
    ...world,
    zones,
    tenants: world.tenants.map((one) => ({ ...one, branches: [branch] })),
  });
  const stage = open();
  await stage.act('u-1', order('book', 'u-1', 10));
  const moved = await stage.act('u-2', order('book', 'u-2', 12));
  await stage.act('u-2', { verb: 'reschedule', tenant: 't', booking: moved, slot: slotAt(13), tag: 'x' });
  const gone = await stage.act('u-3', order('book', 'u-3', 14));
  await stage.act('u-3', { verb: 'cancel', tenant: 't', booking: gone, tag: 'x' });
  // By the clock of Berlin it is on the next day.
  await stage.act('u-4', order('book', 'u-4', 23));
  for (const operation of stage.operations) settled.take(operation);
  assert.equal(settled.list(stage.clock(), 8, random(1)), [], 'lists may lag behind');
  stage.wait(20_000);
  const found = settled.list(stage.clock(), 8, random(1));
  const at = { tenant: 't', branch: 'b', day: '2027-03-02' };
  assert.equal(found, [
    { ...at, booking: 'b1', last: 'moved' },
    { ...at, booking: 'b2', last: 'cancelled' },
    { ...at, booking: 'b0', last: 'made' },
  ]);
  assert.is(settled.list(stage.clock(), 1, random(1)).length, 1);
});
