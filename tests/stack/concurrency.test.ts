import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Answer, type Api, startApi } from './platform.ts';
import { chairs, loadWorld, monday } from './world.ts';

const test = suite('stack: right under concurrency');
let database: Database;
let apis: readonly Api[] = [];
let calls = 0;
let chairsUsed = 0;

test.before(async () => {
  database = await startDatabase();
  await loadWorld(database.url);
  apis = await Promise.all(['api-1', 'api-2'].map((PROCESS_NAME) => startApi(database.url, { PROCESS_NAME })));
});

test.after(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await database?.remove();
});

/** A request to the processes in turn. */
function call(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer> {
  calls += 1;
  return (apis[calls % 2] as Api).call('acme', method, path, body, headers);
}

/** A calendar that no other test of this file touches. */
function freshChair(): string {
  const chair = chairs[chairsUsed];
  chairsUsed += 1;
  if (chair === undefined) throw new Error('more chairs are needed');
  return chair;
}

function wish(staffId: string, time: string, serviceId = 'cut'): Record<string, string> {
  return {
    branchId: 'acme-main',
    serviceId,
    staffId,
    customerId: 'anna',
    start: `${monday}T${time}:00Z`,
    tag: 'a tag',
  };
}

function book(body: object, headers?: Record<string, string>): Promise<Answer> {
  return call('POST', '/v1/appointments', body, headers);
}

function statuses(answers: readonly Answer[]): string {
  const counts = Object.groupBy(answers, ({ status }) => status);
  return Object.entries(counts)
    .map(([status, of]) => `${of?.length}x${status}`)
    .join(' ');
}

function kindOf(answer: Answer): string {
  return String(answer.body.type).replace('urn:booking:problem:', '');
}

async function many(count: number, one: (index: number) => Promise<Answer>): Promise<readonly Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => one(index)));
}

async function activeOn(staffId: string): Promise<number> {
  const text = "SELECT id FROM appointments WHERE staff_id = $1 AND status IN ('held', 'booked', 'no-show')";
  return (await database.query(text, [staffId])).length;
}

test('of fifty at once on one slot, over two processes, exactly one gets it', async () => {
  const chair = freshChair();
  const answers = await many(50, (index) =>
    call('POST', index % 4 < 2 ? '/v1/appointments' : '/v1/holds', wish(chair, '09:00')),
  );
  assert.is(statuses(answers), '1x201 49x409');
  assert.ok(answers.every((answer) => answer.status === 201 || kindOf(answer) === 'taken'));
  assert.is(await activeOn(chair), 1);
});

test('of many that overlap without starting together, those that are booked are apart', async () => {
  const chair = freshChair();
  const times = ['09:00', '09:05', '09:10', '09:15', '09:20', '09:25', '09:30'];
  const answers = await many(35, (index) => book(wish(chair, times[index % times.length] as string)));
  const booked = answers.filter(({ status }) => status === 201).map(({ body }) => String(body.start));
  assert.ok(booked.length >= 1 && booked.length <= 2, statuses(answers));
  const minutes = booked.map((start) => Date.parse(start) / 60_000).sort();
  if (minutes.length === 2) assert.is((minutes[1] as number) - (minutes[0] as number), 30);
});

test('appointments that touch are fine, on either side', async () => {
  const chair = freshChair();
  const answers = await Promise.all(['09:30', '10:00', '09:00'].map((time) => book(wish(chair, time))));
  assert.is(statuses(answers), '3x201');
});

test("the buffer behind an appointment is nobody's", async () => {
  const chair = freshChair();
  assert.is((await book(wish(chair, '09:00', 'colour'))).status, 201);
  assert.is(kindOf(await book(wish(chair, '10:00'))), 'taken');
  assert.is(kindOf(await book(wish(chair, '10:10'))), 'taken');
  assert.is((await book(wish(chair, '10:15'))).status, 201);
});

test('a group is sold as often as it has seats, and shares its time with nobody else', async () => {
  const chair = freshChair();
  const answers = await many(30, () => book(wish(chair, '09:00', 'class')));
  assert.is(statuses(answers), '5x201 25x409');
  assert.is(kindOf(await book(wish(chair, '09:30', 'class'))), 'taken');
  assert.is(kindOf(await book(wish(chair, '09:30'))), 'taken');
  const freed = answers.find(({ status }) => status === 201)?.body.id;
  assert.is((await call('POST', `/v1/appointments/${freed}/cancel`)).status, 200);
  const again = await many(6, () => book(wish(chair, '09:00', 'class')));
  assert.is(statuses(again), '1x201 5x409');
});

test('a hold blocks; it is confirmed once, under its own id', async () => {
  const chair = freshChair();
  const held = await call('POST', '/v1/holds', wish(chair, '09:00'));
  assert.is(held.status, 201);
  assert.is(held.body.status, 'held');
  assert.is(kindOf(await book(wish(chair, '09:15'))), 'taken');
  const confirmed = await many(10, () => call('POST', `/v1/holds/${held.body.id}/confirm`));
  assert.is(statuses(confirmed), '1x200 9x409');
  const read = await call('GET', `/v1/appointments/${held.body.id}`);
  assert.equal([read.body.status, read.body.tag, read.body.expiresAt], ['booked', 'a tag', null]);
});

test('a hold that ran out blocks no more, and is never confirmed', async () => {
  const hasty = await startApi(database.url, { HOLD_SECONDS: '1' });
  try {
    const chair = freshChair();
    const held = await hasty.call('acme', 'POST', '/v1/holds', wish(chair, '09:00'));
    const resold = await until(async () => {
      const answer = await book(wish(chair, '09:15'));
      if (answer.status !== 201) throw new Error(`still ${kindOf(answer)}`);
      return answer;
    });
    const late = await call('POST', `/v1/holds/${held.body.id}/confirm`);
    assert.equal([late.status, kindOf(late)], [410, 'expired']);
    assert.is((await call('GET', `/v1/appointments/${held.body.id}`)).body.status, 'expired');
    assert.is((await call('GET', `/v1/appointments/${resold.body.id}`)).body.status, 'booked');
  } finally {
    await hasty.stop();
  }
});

test('confirming against the end of a hold and against a buyer who waits for it: one of them wins', async () => {
  const hasty = await startApi(database.url, { HOLD_SECONDS: '1' });
  try {
    const places = Array.from({ length: 6 }, freshChair);
    const outcomes = await Promise.all(
      places.map(async (chair, index) => {
        const held = await hasty.call('acme', 'POST', '/v1/holds', wish(chair, '09:00'));
        const ends = Date.parse(String(held.body.expiresAt));
        // Around the end of the hold, whose fraction of a second the answer leaves out.
        await until(async () => assert.ok(Date.now() >= ends + index * 150));
        const rivals = await Promise.all([
          call('POST', `/v1/holds/${held.body.id}/confirm`),
          ...Array.from({ length: 4 }, () => book(wish(chair, '09:15'))),
        ]);
        return { won: rivals.filter(({ status }) => status < 300).length, active: await activeOn(chair) };
      }),
    );
    for (const { won, active } of outcomes) {
      assert.ok(won <= 1, `${won} of one slot`);
      assert.ok(active <= 1);
    }
    assert.ok(outcomes.some(({ won }) => won === 1));
  } finally {
    await hasty.stop();
  }
});

test('one idempotency key at once on both processes has one effect and one answer', async () => {
  const chair = freshChair();
  const answers = await many(12, () => book(wish(chair, '09:00'), { 'idempotency-key': 'one' }));
  assert.is(statuses(answers), '12x201');
  assert.is(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
  assert.is(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true').length, 11);
  assert.is(await activeOn(chair), 1);
});

test('a key that comes with another body, or another path, is a conflict', async () => {
  const chair = freshChair();
  const key = { 'idempotency-key': 'two' };
  assert.is((await book(wish(chair, '09:00'), key)).status, 201);
  for (const answer of [
    await book(wish(chair, '10:00'), key),
    await call('POST', '/v1/holds', wish(chair, '09:00'), key),
  ]) {
    assert.equal([answer.status, kindOf(answer)], [422, 'conflict']);
  }
  assert.is(await activeOn(chair), 1);
});

test('a key of one company means nothing in another', async () => {
  const key = { 'idempotency-key': 'three' };
  const ours = await book(wish(freshChair(), '09:00'), key);
  const places = { branchId: 'other-main', serviceId: 'other-cut', staffId: 'other-chair', customerId: 'otto' };
  const body = { ...places, start: `${monday}T09:00:00Z` };
  const theirs = await (apis[0] as Api).call('other', 'POST', '/v1/appointments', body, key);
  assert.is(theirs.status, 201);
  assert.is.not(theirs.body.id, ours.body.id);
  assert.is(theirs.headers.get('idempotent-replayed'), null);
});

test('a refusal leaves its key unused: the same attempt may succeed later', async () => {
  const chair = freshChair();
  const key = { 'idempotency-key': 'four' };
  const first = await book(wish(chair, '09:00'));
  assert.is(kindOf(await book(wish(chair, '09:00'), key)), 'taken');
  await call('POST', `/v1/appointments/${first.body.id}/cancel`);
  assert.is((await book(wish(chair, '09:00'), key)).status, 201);
});

test('a cancelled slot is free at once, and is cancelled once', async () => {
  const chair = freshChair();
  const booked = await book(wish(chair, '09:00'));
  const answers = await many(8, () => call('POST', `/v1/appointments/${booked.body.id}/cancel`));
  assert.is(statuses(answers), '1x200 7x409');
  assert.is((await book(wish(chair, '09:00'))).status, 201);
});

test('moving frees the old place and takes the new one in one step', async () => {
  const [from, to] = [freshChair(), freshChair()];
  const booked = await book(wish(from, '09:00'));
  const path = `/v1/appointments/${booked.body.id}/reschedule`;
  await book(wish(to, '13:00'));
  assert.is(kindOf(await call('POST', path, { staffId: to, start: `${monday}T13:15:00Z` })), 'taken');
  const moved = await call('POST', path, { staffId: to, start: `${monday}T09:15:00Z` });
  assert.equal(moved.body.movedFrom, { staffId: from, start: `${monday}T09:00:00Z`, end: `${monday}T09:30:00Z` });
  assert.equal([moved.body.id, moved.body.staffId, moved.body.start], [booked.body.id, to, `${monday}T09:15:00Z`]);
  // Overlapping itself is no obstacle.
  assert.is((await call('POST', path, { staffId: to, start: `${monday}T09:30:00Z` })).status, 200);
  assert.is(await activeOn(from), 0);
});

test('many moves crossing each other leave every appointment in one place, and no two in one', async () => {
  const places = Array.from({ length: 4 }, freshChair);
  const booked = await Promise.all(places.map((chair) => book(wish(chair, '09:00'))));
  const answers = await many(40, (index) =>
    call('POST', `/v1/appointments/${booked[index % 4]?.body.id}/reschedule`, {
      staffId: places[(index * 7 + 3) % 4],
      start: `${monday}T${['09:00', '09:15', '13:00'][index % 3]}:00Z`,
    }),
  );
  assert.ok(
    answers.every(({ status }) => status === 200 || status === 409),
    statuses(answers),
  );
  assert.ok(answers.some(({ status }) => status === 200));
  const active = await Promise.all(places.map(activeOn));
  assert.is(
    active.reduce((sum, count) => sum + count),
    4,
  );
});
