import * as assert from 'uvu/assert';
import { until } from './database.ts';
import { haveLooked, kindOf, many, type Provocation, provokingSuite, type Stand, won } from './provocation.ts';

async function winnersOfOneSlot(stand: Stand, processes = 1): Promise<number> {
  const place = stand.freshPlace();
  return won(await many(20, (index) => stand.book(place, '08:00', { process: index % processes })));
}

/** The same, where two of them have looked before one of them has written. */
async function winnersWhoMeet(stand: Stand, processes: number): Promise<number> {
  const place = stand.freshPlace();
  const book = (index: number) => stand.book(place, '08:00', { process: index % processes });
  return won(await stand.meet(haveLooked, 2, () => many(20, book)));
}

const races: readonly Provocation[] = [
  {
    defect: 'check-then-insert',
    harm: 'one slot is sold to several at once',
    async provoke(stand) {
      const place = stand.freshPlace();
      await stand.book(place, '09:00');
      assert.is(kindOf(await stand.book(place, '09:15')), '409 taken');
      return (await winnersWhoMeet(stand, 1)) > 1;
    },
  },
  {
    defect: 'in-process-lock',
    harm: 'one process alone sells a slot once, two sell it twice',
    async provoke(stand) {
      assert.is(await winnersOfOneSlot(stand), 1);
      return (await winnersWhoMeet(stand, 2)) > 1;
    },
  },
  {
    defect: 'equal-start-only',
    harm: 'appointments overlap that do not start together',
    async provoke(stand) {
      const place = stand.freshPlace();
      assert.is(await winnersOfOneSlot(stand, 2), 1);
      await stand.book(place, '08:00');
      assert.is(kindOf(await stand.book(place, '08:00', { service: 'colour' })), '409 taken');
      return won([await stand.book(place, '08:15')]) > 0;
    },
  },
  {
    defect: 'buffer-forgotten',
    harm: 'the next one begins in the time that belongs behind an appointment',
    async provoke(stand) {
      assert.is(await winnersOfOneSlot(stand, 2), 1);
      // An hour, and fifteen minutes behind it.
      const place = stand.freshPlace();
      await stand.book(place, '08:00', { service: 'colour' });
      assert.is(kindOf(await stand.book(place, '08:45')), '409 taken');
      return won([await stand.book(place, '09:00')]) === 1;
    },
  },
  {
    defect: 'closed-interval',
    harm: 'what touches an appointment cannot be had, and is not offered',
    async provoke(stand) {
      const place = stand.freshPlace();
      const { staffId, day } = place;
      await stand.book(place, '08:30');
      const starts = await stand.offered(staffId, `${day}T08:00:00Z`, `${day}T09:01:00Z`);
      const answers = [await stand.book(place, '08:00'), await stand.book(place, '09:00')];
      assert.is(starts.length, won(answers));
      return won(answers) === 0;
    },
  },
  {
    defect: 'capacity-lost-update',
    harm: 'a group sells more seats than it has',
    async provoke(stand) {
      const place = stand.freshPlace();
      const book = (index: number) => stand.book(place, '08:00', { service: 'class', process: index });
      const winners = won(await stand.meet(haveLooked, 6, () => many(20, book)));
      assert.ok(winners >= 5);
      assert.is(kindOf(await stand.book(place, '08:00', { service: 'class' })), '409 taken');
      assert.is(kindOf(await stand.book(place, '08:30')), '409 taken');
      return winners > 5;
    },
  },
  {
    defect: 'pending-invisible',
    harm: 'a slot that is held is sold, and the hold is confirmed all the same',
    async provoke(stand) {
      const place = stand.freshPlace();
      const { staffId, day } = place;
      const held = await stand.hold(place, '08:00');
      assert.equal(await stand.offered(staffId, `${day}T08:00:00Z`, `${day}T08:15:00Z`), []);
      const booked = await stand.book(place, '08:15');
      const confirmed = await stand.call('POST', `/v1/holds/${held.body.id}/confirm`);
      assert.is(confirmed.status, 200);
      return booked.status === 201;
    },
  },
  {
    defect: 'expired-hold-confirmed',
    harm: 'a hold that ran out is confirmed although its slot was resold',
    env: { HOLD_SECONDS: '1' },
    async provoke(stand) {
      const place = stand.freshPlace();
      const held = await stand.hold(place, '08:00');
      assert.is(kindOf(await stand.book(place, '08:15')), '409 taken');
      await until(async () => assert.is((await stand.book(place, '08:15')).status, 201));
      return (await stand.call('POST', `/v1/holds/${held.body.id}/confirm`)).status === 200;
    },
  },
  {
    defect: 'hold-never-ends',
    harm: 'a hold that ran out keeps its slot from everybody, and cannot be confirmed either',
    env: { HOLD_SECONDS: '1' },
    async provoke(stand) {
      const place = stand.freshPlace();
      const held = await stand.hold(place, '08:00');
      const path = `/v1/holds/${held.body.id}/confirm`;
      await until(async () =>
        assert.is((await stand.call('GET', `/v1/appointments/${held.body.id}`)).body.status, 'expired'),
      );
      assert.is.not((await stand.call('POST', path)).status, 200);
      const starts = await stand.offered(place.staffId, `${place.day}T08:00:00Z`, `${place.day}T08:15:00Z`);
      const { status } = await stand.book(place, '08:00');
      assert.is(starts.length === 1, status === 201);
      return status === 409;
    },
  },
  {
    defect: 'reschedule-read-modify-write',
    harm: 'after two moves at once neither of the two goals can be had',
    async provoke(stand) {
      const places = [stand.freshPlace(), stand.freshPlace()];
      const { body } = await stand.book(stand.freshPlace(), '08:00');
      const path = `/v1/appointments/${body.id}/reschedule`;
      const move = (index: number) => {
        const place = places[index];
        return stand.call('POST', path, { staffId: place?.staffId, start: `${place?.day}T08:00:00Z` }, {}, index);
      };
      const haveRead = 'LOCK TABLE appointments IN SHARE MODE';
      const moves = await stand.meet(haveRead, 2, () => many(2, move));
      assert.is(won(moves), 2);
      const { staffId } = (await stand.call('GET', `/v1/appointments/${body.id}`)).body;
      const left = places.filter((place) => place.staffId !== staffId);
      assert.is(left.length, 1);
      return won([await stand.book(left[0] as (typeof left)[number], '08:15')]) === 0;
    },
  },
  {
    defect: 'own-time-taken',
    harm: 'an appointment cannot be moved to a time that overlaps its own',
    async provoke(stand) {
      const place = stand.freshPlace();
      const { staffId, day } = place;
      const { body } = await stand.book(place, '08:00');
      const move = (start: string) =>
        stand.call('POST', `/v1/appointments/${body.id}/reschedule`, { staffId, start: `${day}T${start}:00Z` });
      const near = await move('08:15');
      assert.is((await move('10:00')).status, 200);
      return kindOf(near) === '409 taken';
    },
  },
  {
    defect: 'stale-availability',
    harm: 'what was booked a moment ago is offered',
    async provoke(stand) {
      const place = stand.freshPlace();
      const { staffId, day } = place;
      const look = () => stand.offered(staffId, `${day}T08:00:00Z`, `${day}T08:15:00Z`);
      assert.is((await look()).length, 1);
      assert.is((await stand.book(place, '08:00')).status, 201);
      return (await look()).length === 1;
    },
  },
  {
    defect: 'lock-order',
    harm: 'of two moves that cross one ends with an error',
    async provoke(stand) {
      const places = [stand.freshPlace(), stand.freshPlace()];
      const booked = await Promise.all(places.map((place) => stand.book(place, '08:00')));
      const move = (index: number) => {
        const goal = places[1 - index];
        const path = `/v1/appointments/${booked[index]?.body.id}/reschedule`;
        return stand.call('POST', path, { staffId: goal?.staffId, start: `${goal?.day}T09:00:00Z` }, {}, index);
      };
      // The second calendar is somebody else's for a while. The move that begins there waits first and gets it first;
      // the other has the first calendar by then.
      const calendar = `SELECT FROM staff WHERE id = '${places[1]?.staffId}' FOR UPDATE`;
      const moves = await stand.meet(calendar, 2, async () => {
        const crossing = move(1);
        await stand.untilWaiting(1);
        return Promise.all([move(0), crossing]);
      });
      const failed = moves.filter(({ status }) => status >= 500);
      for (const one of failed) assert.is(kindOf(one), '500 internal-error');
      return failed.length > 0;
    },
  },
];

provokingSuite('stack: defects in races', races);
