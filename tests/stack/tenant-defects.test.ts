import * as assert from 'uvu/assert';
import type { Answer, Api } from './platform.ts';
import { kindOf, type Provocation, provokingSuite, type Stand } from './provocation.ts';

/** From another company, to the second process. */
function other(stand: Stand, ...[method, path, body, headers]: Tail<Parameters<Api['call']>>): Promise<Answer> {
  return (stand.apis[1] as Api).call('other', method, path, body, headers);
}

type Tail<Items extends readonly unknown[]> = Items extends readonly [unknown, ...infer Rest] ? Rest : never;

function idsOf({ body }: Answer): readonly string[] {
  return (body.items as readonly { readonly id: string }[]).map(({ id }) => id);
}

let numbersUsed = 0;

const tenants: readonly Provocation[] = [
  {
    defect: 'key-global',
    harm: "a company gets another's booking for its own key",
    async provoke(stand) {
      const key = 'a-key-of-both';
      const ours = await stand.book(stand.freshPlace(), '08:00', { key });
      const places = { branchId: 'other-main', serviceId: 'other-cut', staffId: 'other-chair', customerId: 'otto' };
      const start = ours.body.start;
      const send = () => other(stand, 'POST', '/v1/appointments', { ...places, start }, { 'idempotency-key': key });
      const theirs = await send();
      assert.is(theirs.status, 201);
      assert.equal((await send()).body, theirs.body);
      assert.is(kindOf(await stand.book(stand.freshPlace(), '09:00', { key })), '422 conflict');
      return theirs.body.id === ours.body.id;
    },
  },
  {
    defect: 'foreign-id-trusted',
    harm: "a company cancels another's booking, whose id it knows",
    async provoke(stand) {
      const { body } = await stand.book(stand.freshPlace(), '08:00');
      const foreign = await other(stand, 'POST', `/v1/appointments/${body.id}/cancel`);
      const read = await stand.call('GET', `/v1/appointments/${body.id}`);
      assert.is(read.body.status, foreign.status === 200 ? 'cancelled' : 'booked');
      return foreign.status === 200;
    },
  },
  {
    defect: 'lists-of-anybody',
    harm: "a company is shown the day of another's branch",
    async provoke(stand) {
      const place = stand.freshPlace();
      const { body } = await stand.book(place, '08:00');
      const path = `/v1/appointments?branchId=acme-main&day=${place.day}&limit=1000`;
      const foreign = await other(stand, 'GET', path);
      if (foreign.status === 404) return false;
      return idsOf(foreign).includes(String(body.id));
    },
  },
  {
    defect: 'customers-of-anybody',
    harm: "a company is told of another's customer who has that number",
    async provoke(stand) {
      numbersUsed += 1;
      const phone = `+49 221 9${numbersUsed}`;
      const { body } = await stand.call('POST', '/v1/customers', { name: 'Erika', phone });
      const path = `/v1/customers?phone=${encodeURIComponent(phone)}`;
      assert.equal(idsOf(await stand.call('GET', path)), [body.id]);
      return idsOf(await other(stand, 'GET', path)).length > 0;
    },
  },
];

provokingSuite('stack: defects of who belongs to whom', tenants);
