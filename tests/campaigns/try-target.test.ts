import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { tryTarget } from '../../campaigns/try-target.ts';
import type { Trial } from '../../campaigns/trying.ts';
import type { StoredBooking } from '../../core/booking.ts';
import { openClient } from '../../drivers/node/client.ts';
import type { Answer, Completion } from '../../targets/intent.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';

const test = suite('try a target');

type Lie =
  | 'no-end'
  | 'error-body'
  | 'no-id'
  | 'same-id'
  | 'no-offset'
  | 'endless'
  | 'twice'
  | 'other-slot'
  | 'no-lists'
  | 'repeated';

let lie: Lie | undefined;
let stored: StoredBooking[] = [];
let server: Server;
let baseUrl = '';

test.before(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (lie === 'no-end' && request.url === '/free') {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1 << 16)));
        response.once('drain', more);
      };
      more();
      return;
    }
    response.end(JSON.stringify(answered(request.url ?? '/', body === '' ? {} : JSON.parse(body))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.after(() => new Promise<void>((resolve) => server.close(() => resolve())));

/** A platform whose every reply is a 200; `lie` says what it lies about. */
function answered(
  path: string,
  asked: { start?: string; tag?: string; id?: string; from?: string; cursor?: string },
): object {
  const day = asked.from?.slice(0, 10) ?? '';
  const slotAt = (hour: number) => ({
    resource: 'mia',
    start: `${day}T0${hour}:00:00Z`,
    end: `${day}T0${hour}:30:00Z`,
  });
  if (path === '/free') {
    const slots = [7, 8, 9].map(slotAt).filter(({ start }) => stored.every((each) => each.start !== start));
    return lie === 'no-offset'
      ? { slots: slots.map((slot) => ({ ...slot, start: slot.start.slice(0, 16) })) }
      : { slots };
  }
  const { start = '' } = asked;
  if (path === '/book') {
    if (lie === 'error-body') return { error: 'no such calendar' };
    if (lie !== 'twice' && stored.some((each) => each.start === start && each.status === 'booked'))
      return { taken: true };
    const id = lie === 'same-id' ? 'b-1' : `b-${stored.length + 1}`;
    const end = start.replace(':00:00Z', ':30:00Z');
    const place = { resource: 'mia', start, end };
    stored.push({ id, tenant: '', ...place, status: 'booked', ...(asked.tag === undefined ? {} : { tag: asked.tag }) });
    if (lie === 'no-id') return { slot: place };
    return { booking: id, slot: lie === 'other-slot' ? { ...place, resource: 'tom' } : place };
  }
  const mine = stored.find(({ id }) => id === asked.id);
  if (path === '/cancel' && mine !== undefined) {
    stored = stored.map((each) => (each.id === asked.id ? { ...each, status: 'cancelled' } : each));
    return {};
  }
  if (path === '/read') return { bookings: mine === undefined ? [] : [mine] };
  if (path === '/outgoing') return lie === 'no-lists' ? {} : { waiting: ['b-1'], dead: [] };
  if (lie === 'endless') return { bookings: [], cursor: asked.cursor === 'b' ? 'a' : 'b' };
  return { bookings: lie === 'repeated' ? [...stored, ...stored] : stored };
}

const paths = {
  'find-slots': '/free',
  book: '/book',
  hold: '/book',
  cancel: '/cancel',
  'read-booking': '/read',
  'read-state': '/state',
  'read-outgoing': '/outgoing',
};

/** Believes every 200: what it does not look at has to be found by who tries it. */
const trusting: Target = {
  name: 'trusting',
  offers: {
    verbs: ['find-slots', 'hold', 'confirm', 'book', 'read-booking', 'cancel', 'read-state', 'read-outgoing'],
    calls: ['calendar'],
    ...{ holds: true, capacity: false, idempotencyKeys: false, tags: false, stickySessions: false },
  },
  *perform(intent) {
    const { verb, ...said } = intent;
    const asked = said as Readonly<Record<string, unknown>> & { slot?: object; booking?: string };
    if (verb === 'confirm') return { type: 'ok', answer: { booking: String(asked.booking) } };
    const path = (paths as Readonly<Record<string, string>>)[verb] ?? '/';
    const body = JSON.stringify({ ...asked, ...asked.slot, id: asked.booking });
    const reply = yield { method: 'POST', path, route: path, body };
    const read = JSON.parse(reply.body) as Answer & { taken?: boolean };
    if (read.taken === true) return { type: 'fail', reason: 'taken' } satisfies Completion;
    return { type: 'ok', answer: read } satisfies Completion;
  },
};

async function tried(lies?: Lie): Promise<readonly Trial[]> {
  lie = lies;
  stored = [];
  const clock = (): number => performance.now();
  return tryTarget({
    ...{ target: trusting, today: '2027-03-01', runId: '0badcafe' },
    offerings: [{ tenant: '', branch: '', service: 'cut', timeZone: 'UTC', durationMinutes: 30 }],
    user: (name) =>
      openClient({
        target: trusting,
        baseUrls: [baseUrl],
        secrets: {},
        clock,
        name,
        runId: '0badcafe',
        timeoutMs: 5_000,
      }),
  });
}

function named(trials: readonly Trial[]): readonly string[] {
  return trials.filter(({ state }) => state !== 'ok').map(({ name, state, found }) => `${name}: ${state}: ${found}`);
}

test('an honest platform is understood, each declared operation once, and what was booked is given back', async () => {
  const trials = await tried();
  assert.equal(named(trials), []);
  assert.equal(
    trials.map(({ name }) => name),
    [
      ...['find-slots', 'hold', 'confirm', 'book', 'book (taken)', 'read-booking', 'cancel'],
      ...['read-booking (cancelled)', 'read-state', 'read-outgoing'],
    ],
  );
  assert.ok(stored.length > 0 && stored.every(({ status }) => status === 'cancelled'));
});

const lies: readonly (readonly [Lie, string, RegExp, RegExp])[] = [
  [
    'error-body',
    '200 with an error body',
    /^hold: not-understood: answered a hold without an id/,
    /200 .*no such calendar/,
  ],
  ['no-id', 'a booking without an id', /^book: not-understood: answered a booking without an id/, /200 .*"slot"/],
  [
    'same-id',
    'an id that was given before',
    /^book: not-understood: answered the id b-1, which confirm was answered too/,
    /b-1/,
  ],
  [
    'no-offset',
    'times without an offset',
    /^find-slots: not-understood: answered the time .*, which is not UTC/,
    /T07:00"/,
  ],
  ['endless', 'pages that never end', /^read-state: not-understood: page 3 leads back to one that was read/, /cursor/],
  [
    'twice',
    'one slot given twice, one after the other',
    /^book \(taken\): not-understood: .* where a refusal is due/,
    /b-3/,
  ],
  [
    'other-slot',
    'another slot than the one asked for',
    /^hold: not-understood: answered tom .*, where mia .* was asked for/,
    /tom/,
  ],
  [
    'no-end',
    'a page that never ends',
    /^find-slots: not-understood: the adapter threw/,
    /0 .*the reply went on behind/,
  ],
  [
    'no-lists',
    'nothing, where what waits was asked for',
    /^read-outgoing: not-understood: answered no lists of what waits/,
    /200 \{\}/,
  ],
  ['repeated', 'a list with an id in it twice', /^read-state: not-understood: the id b-1 stands there twice/, /b-1/],
];
for (const [each, what, wanted, reply] of lies) {
  test(`a platform that lies is named with its reply: ${what}`, async () => {
    const trials = await tried(each);
    const at = named(trials).findIndex((line) => wanted.test(line));
    assert.ok(at >= 0, named(trials).join('\n'));
    const trial = trials.filter(({ state }) => state !== 'ok')[at];
    assert.match(trial?.reply ?? '', reply);
  });
}
