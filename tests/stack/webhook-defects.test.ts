import * as assert from 'uvu/assert';
import { until } from './database.ts';
import { webhookSecret } from './platform.ts';
import { many, type Provocation, provokingSuite, type Stand } from './provocation.ts';
import { deliver, event } from './sender.ts';

let ids = 0;

function freshId(): string {
  ids += 1;
  return `event-${ids}`;
}

/** Asks for a seat of a group, so that a second booking has room. */
function bookingEvent(stand: Stand): string {
  const { staffId, day } = stand.freshPlace();
  const places = { branchId: 'acme-main', serviceId: 'class', customerId: 'anna', staffId };
  return event('booking-asked', { ...places, start: `${day}T08:00:00Z` });
}

interface Row {
  readonly handled: boolean;
  readonly attempts: number;
  readonly dead: boolean;
}

async function rowsOf(stand: Stand, id: string): Promise<readonly Row[]> {
  const text = `SELECT handled_at IS NOT NULL AS handled, attempts, dead_at IS NOT NULL AS dead
    FROM webhooks WHERE event_id = $1`;
  return stand.database.query<Row>(text, [id]);
}

/** Until all that is stored of the event is handled, and there is some of it. */
async function untilHandled(stand: Stand, id: string): Promise<void> {
  await until(async () => {
    const rows = await rowsOf(stand, id);
    assert.ok(rows.length > 0 && rows.every(({ handled }) => handled), `${id} waits`);
  });
}

async function bookingsOf(stand: Stand, id: string): Promise<readonly string[]> {
  const text = 'SELECT status FROM appointments WHERE tag = $1';
  return (await stand.database.query<{ status: string }>(text, [id])).map(({ status }) => status);
}

/** Whether a delivery is acknowledged that is as its sender made it but for what is said here. */
async function isAccepted(stand: Stand, more: object, body = event('call-ended')): Promise<boolean> {
  const { status } = await stand.deliver({ id: freshId(), body, ...more });
  assert.ok(status === 204 || status === 401, String(status));
  return status === 204;
}

const webhooks: readonly Provocation[] = [
  {
    defect: 'dedupe-by-body',
    harm: 'a retry that is sent later books again, and of two equal events one is lost',
    async provoke(stand) {
      const [id, twin] = [freshId(), freshId()];
      const body = bookingEvent(stand);
      const at = Math.floor(Date.now() / 1_000);
      for (const sent of [
        { id, at },
        { id, at },
        { id, at: at - 60 },
        { id: twin, at },
      ]) {
        assert.is((await stand.deliver({ body, ...sent })).status, 204);
      }
      await untilHandled(stand, id);
      const isTwinLost = (await rowsOf(stand, twin)).length === 0;
      if (!isTwinLost) await untilHandled(stand, twin);
      const bookings = await bookingsOf(stand, id);
      assert.is(bookings.length, isTwinLost ? 2 : 1);
      return isTwinLost;
    },
  },
  {
    defect: 'dedupe-check-then-act',
    harm: 'sent again it is recognised, sent at once it books twice',
    async provoke(stand) {
      const [alone, id] = [freshId(), freshId()];
      const [one, other] = [bookingEvent(stand), bookingEvent(stand)];
      for (const process of [0, 1]) await stand.deliver({ id: alone, body: one }, process);
      await untilHandled(stand, alone);
      assert.equal(await bookingsOf(stand, alone), ['booked']);
      // An event refers to its company: who wants to store one waits, and has looked before.
      const haveLooked = "SELECT FROM companies WHERE id = 'acme' FOR UPDATE";
      const send = (process: number) => stand.deliver({ id, body: other }, process);
      const answers = await stand.meet(haveLooked, 2, () => many(4, send));
      assert.ok(answers.every(({ status }) => status === 204));
      await untilHandled(stand, id);
      return (await bookingsOf(stand, id)).length > 1;
    },
  },
  {
    defect: 'dedupe-window',
    harm: 'a retry after an hour books again',
    async provoke(stand) {
      const id = freshId();
      const body = bookingEvent(stand);
      for (const process of [0, 1]) await stand.deliver({ id, body }, process);
      await untilHandled(stand, id);
      assert.equal(await bookingsOf(stand, id), ['booked']);
      const anHourAgo = "UPDATE webhooks SET handled_at = handled_at - interval '1 hour' WHERE event_id = $1";
      await stand.database.query(anHourAgo, [id]);
      assert.is((await stand.deliver({ id, body })).status, 204);
      await untilHandled(stand, id);
      return (await bookingsOf(stand, id)).length > 1;
    },
  },
  {
    defect: 'ack-before-durable',
    harm: 'an event is lost with the process that acknowledged it',
    async provoke(stand) {
      const id = freshId();
      const api = await stand.another();
      const gate = await stand.database.lock('LOCK TABLE webhooks IN SHARE MODE');
      let isEarly = false;
      const acknowledged = deliver(api.url, { id, body: bookingEvent(stand) });
      const answered = acknowledged.then(() => {
        isEarly = true;
      });
      // Whoever stores first waits at the gate; whoever does not answers before what is asked next.
      await Promise.race([answered, stand.untilWaiting(1)]);
      await api.call('', 'GET', '/health/live');
      const isLate = !isEarly;
      if (isEarly) await api.kill();
      await gate.release();
      assert.is((await acknowledged).status, 204);
      if (isLate) await api.kill();
      const isLost = (await rowsOf(stand, id)).length === 0;
      assert.is(isLost, !isLate);
      return isLost;
    },
  },
  {
    defect: 'error-as-200',
    harm: 'of forty acknowledged events two are lost',
    async provoke(stand) {
      const sent = Array.from({ length: 40 }, freshId);
      for (const id of sent) assert.is((await stand.deliver({ id, body: event('call-started') })).status, 204);
      const stored = await Promise.all(sent.map(async (id) => (await rowsOf(stand, id)).length));
      const lost = stored.filter((rows) => rows === 0).length;
      assert.ok(lost === 0 || lost === 2);
      return lost > 0;
    },
  },
  {
    defect: 'parsed-signature',
    harm: 'a delivery is refused for the way in which its sender writes JSON',
    async provoke(stand) {
      assert.ok(await isAccepted(stand, {}));
      assert.not(await isAccepted(stand, { secrets: [webhookSecret('other')] }));
      const spaced = await isAccepted(stand, {}, '{"type": "call-ended", "data": {"callId": "call-1"}}');
      const escaped = await isAccepted(stand, {}, '{"type":"\\u0063all-ended","data":{"callId":"call-1"}}');
      assert.is(spaced, escaped);
      return !spaced;
    },
  },
  {
    defect: 'no-tolerance',
    harm: 'what was sent yesterday is accepted today',
    async provoke(stand) {
      assert.not(await isAccepted(stand, { late: -86_400 }));
      return isAccepted(stand, { late: 86_400 });
    },
  },
  {
    defect: 'future-accepted',
    harm: 'what will be sent tomorrow is accepted today',
    async provoke(stand) {
      assert.not(await isAccepted(stand, { late: 86_400 }));
      return isAccepted(stand, { late: -86_400 });
    },
  },
  {
    defect: 'empty-signature',
    harm: 'whoever does not sign may come in',
    async provoke(stand) {
      assert.not(await isAccepted(stand, { secrets: [webhookSecret('other')] }));
      const missing = await isAccepted(stand, { secrets: [] });
      const unknown = await isAccepted(stand, { headers: { 'webhook-signature': 'v9,AAAA' } });
      assert.is(missing, unknown);
      return missing;
    },
  },
  {
    defect: 'order-assumed',
    harm: 'a booking lives on whose cancellation came first',
    async provoke(stand) {
      const orders = [];
      for (const isFirst of [false, true]) {
        const [booking, cancellation] = [freshId(), freshId()];
        const cancel = { id: cancellation, body: event('cancellation-asked', { cancels: booking }) };
        const book = { id: booking, body: bookingEvent(stand) };
        for (const sent of isFirst ? [cancel, book] : [book, cancel]) {
          assert.is((await stand.deliver(sent)).status, 204);
          await untilHandled(stand, sent.id);
        }
        orders.push(await bookingsOf(stand, booking));
      }
      assert.equal(orders[0], ['cancelled']);
      return orders[1]?.[0] === 'booked';
    },
  },
  {
    defect: 'poison-blocks',
    harm: 'an event that nobody can read keeps all others waiting',
    async provoke(stand) {
      const [poison, behind] = [freshId(), freshId()];
      await stand.deliver({ id: poison, body: event('booking-asked', { start: 'the day before yesterday' }) });
      await stand.deliver({ id: behind, body: bookingEvent(stand) });
      return until(async () => {
        // Read in this order, it cannot be that the poison failed often before the other one had its turn.
        const [failed] = await rowsOf(stand, poison);
        const [other] = await rowsOf(stand, behind);
        if (other?.handled) return false;
        assert.ok((failed?.attempts ?? 0) >= 3);
        return true;
      });
    },
  },
];

provokingSuite('stack: defects of webhooks', webhooks, { workers: 1 });
