import * as assert from 'uvu/assert';
import { haveLooked, kindOf, many, type Provocation, provokingSuite, type Stand, won } from './provocation.ts';

let keysUsed = 0;

function freshKey(): string {
  keysUsed += 1;
  return `key-${keysUsed}`;
}

/** Seats of a group, so that a second booking has room. */
async function bookedWithOneKey(stand: Stand, count: number, isAtOnce: boolean): Promise<number> {
  const place = stand.freshPlace();
  const key = freshKey();
  const book = (index: number) => stand.book(place, '08:00', { service: 'class', key, process: index });
  const answers = isAtOnce ? await stand.meet(haveLooked, 2, () => many(count, book)) : [await book(0), await book(1)];
  assert.is(won(answers), answers.length);
  return new Set(answers.map(({ body }) => body.id)).size;
}

const keys: readonly Provocation[] = [
  {
    defect: 'key-ignored',
    harm: 'a request that is sent again books again',
    provoke: async (stand) => (await bookedWithOneKey(stand, 2, false)) > 1,
  },
  {
    defect: 'key-check-then-act',
    harm: 'sent again it is recognised, sent at once it books twice',
    async provoke(stand) {
      assert.is(await bookedWithOneKey(stand, 2, false), 1);
      return (await bookedWithOneKey(stand, 4, true)) > 1;
    },
  },
  {
    defect: 'key-other-body',
    harm: 'another wish with the same key is answered with the first booking',
    async provoke(stand) {
      const key = freshKey();
      const first = await stand.book(stand.freshPlace(), '08:00', { key });
      const other = await stand.book(stand.freshPlace(), '08:30', { key });
      if (other.status === 422) return false;
      assert.equal(other.body, first.body);
      return true;
    },
  },
  {
    defect: 'cancel-blocks-slot',
    harm: 'what was cancelled is neither offered nor given again',
    async provoke(stand) {
      const place = stand.freshPlace();
      const { staffId, day } = place;
      const { body } = await stand.book(place, '08:00');
      assert.is((await stand.call('POST', `/v1/appointments/${body.id}/cancel`)).status, 200);
      const starts = await stand.offered(staffId, `${day}T08:00:00Z`, `${day}T08:15:00Z`);
      const again = await stand.book(place, '08:00');
      assert.is(starts.length, won([again]));
      return kindOf(again) === '409 taken';
    },
  },
  {
    defect: 'cancelled-not-listed',
    harm: 'what was cancelled is not offered again, and given to whoever asks for it',
    async provoke(stand) {
      const place = stand.freshPlace();
      const { staffId, day } = place;
      const look = () => stand.offered(staffId, `${day}T08:00:00Z`, `${day}T08:15:00Z`);
      assert.is((await look()).length, 1);
      const { body } = await stand.book(place, '08:00');
      assert.is((await stand.call('POST', `/v1/appointments/${body.id}/cancel`)).status, 200);
      const shown = (await look()).length;
      assert.is(won([await stand.book(place, '08:00')]), 1);
      return shown === 0;
    },
  },
  {
    defect: 'cancelled-still-listed',
    harm: 'what was cancelled is in the list of its day as booked, and nowhere else',
    async provoke(stand) {
      const place = stand.freshPlace();
      const { body } = await stand.book(place, '08:00');
      assert.is((await stand.call('POST', `/v1/appointments/${body.id}/cancel`)).status, 200);
      assert.is((await stand.call('GET', `/v1/appointments/${body.id}`)).body.status, 'cancelled');
      const listed = await stand.call('GET', `/v1/appointments?branchId=acme-main&day=${place.day}&limit=1000`);
      const items = listed.body.items as readonly { readonly id: string; readonly status: string }[];
      return items.find(({ id }) => id === body.id)?.status === 'booked';
    },
  },
  {
    defect: 'replica-read',
    harm: 'who looks at what he booked sees it, and then does not',
    async provoke(stand) {
      const place = stand.freshPlace();
      const { staffId, day } = place;
      const { body } = await stand.book(place, '08:00');
      const looks = [];
      for (let look = 0; look < 4; look += 1) looks.push(await stand.call('GET', `/v1/appointments/${body.id}`));
      assert.is((await stand.call('GET', '/v1/appointments?limit=1000')).status, 200);
      assert.equal(await stand.offered(staffId, `${day}T08:00:00Z`, `${day}T08:15:00Z`), []);
      assert.ok(won(looks) >= 2);
      assert.is((await stand.call('POST', `/v1/appointments/${body.id}/cancel`)).status, 200);
      return won(looks) < looks.length;
    },
  },
];

provokingSuite('stack: defects of keys, cancelling and reading', keys);
