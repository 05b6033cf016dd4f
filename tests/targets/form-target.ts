import type { Slot, StoredBooking } from '../../core/booking.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import type { HttpCall, HttpReply, Offering, Session, Step, Target } from '../../targets/target.ts';

type Asking<Verb extends Intent['verb']> = Intent & { readonly verb: Verb };
type Talk = Generator<Step | HttpCall, Completion, HttpReply>;

const zone = 'Europe/Berlin';
const people = ['Dr. Weber', 'Dr. Öztürk'];
const offering: Offering = {
  ...{ tenant: '', branch: '', service: 'Sprechstunde', timeZone: zone, durationMinutes: 30 },
  resources: people,
  daysAhead: { from: 1, to: 14 },
};

/** A practice's booking page: forms, tokens, a session, HTML, and 500 for whatever is wrong (`form-platform.ts`). */
export const target: Target = {
  name: 'form-practice',
  offers: {
    verbs: ['find-slots', 'book', 'read-booking', 'cancel', 'probe'],
    holds: false,
    capacity: false,
    idempotencyKeys: false,
    tags: true,
    stickySessions: true,
  },
  catalogue: { offerings: [offering] },
  *perform(intent, session) {
    if (intent.verb === 'find-slots') return yield* findSlots(intent, session);
    if (intent.verb === 'book') return yield* book(intent, session);
    if (intent.verb === 'cancel') return yield* cancel(intent, session);
    if (intent.verb === 'read-booking') return yield* readBooking(intent, session);
    if (intent.verb !== 'probe') return unknown(`this adapter has no ${intent.verb}`);
    const reply = yield get('/', '/', session);
    return reply.status === 200 ? { type: 'ok', answer: {} } : { type: 'fail', reason: 'error' };
  },
};

/** A page for each local day that the search touches. */
function* findSlots({ resource, from, to }: Asking<'find-slots'>, session: Session): Talk {
  const slots: Slot[] = [];
  const [first, last] = [session.clocks?.toLocal(zone, from), session.clocks?.toLocal(zone, to)];
  if (resource === undefined || first === undefined || last === undefined) return { type: 'fail', reason: 'invalid' };
  for (let day = first.slice(0, 10); day <= last.slice(0, 10); day = dayAfter(day)) {
    const reply = yield get(`/frei?wer=${encodeURIComponent(resource)}&tag=${day}`, '/frei', session);
    if (reply.status !== 200) return { type: 'fail', reason: 'error' };
    for (const [, von, bis] of reply.body.matchAll(/<option value="([^"]*)">.*? bis (.*?)<\/option>/g)) {
      const slot = slotOf(resource, von, bis, session);
      if (slot === undefined) return unknown(`${von} bis ${bis}`);
      if (slot.start >= from && slot.start < to) slots.push(slot);
    }
  }
  return { type: 'ok', answer: { slots }, keys: [resource] };
}

function* book({ slot, customer, tag }: Asking<'book'>, session: Session): Talk {
  const keys = [slot.resource];
  const von = session.clocks?.toLocal(zone, slot.start);
  const csrf = yield* tokenOf(session);
  // Without these nothing was sent that could be stored: a failure for certain.
  if (von === undefined || csrf === undefined) return { type: 'fail', reason: 'error', keys };
  yield { step: 'book' };
  const reply = yield post(
    '/formular',
    '/formular',
    { csrf, wer: slot.resource, von, kunde: customer, bemerkung: tag },
    session,
  );
  const [, booking, wer, begin, end] = /Ihre Buchung Nr\. (\d+): (.*?), (.*?) bis (.*?)<\/p>/.exec(reply.body) ?? [];
  if (reply.status === 200 && booking !== undefined) {
    const got = slotOf(wer ?? '', begin, end, session);
    return got === undefined ? unknown(reply.body, keys) : { type: 'ok', answer: { booking, slot: got }, keys };
  }
  return refusal(reply, { 'schon vergeben': 'taken', 'Ungültige Eingabe': 'invalid' }) ?? unknown(said(reply), keys);
}

function* cancel({ booking }: Asking<'cancel'>, session: Session): Talk {
  const csrf = yield* tokenOf(session);
  if (csrf === undefined) return { type: 'fail', reason: 'error' };
  yield { step: 'cancel' };
  const reply = yield post('/storno', '/storno', { csrf, nr: booking }, session);
  if (reply.status === 200 && reply.body.includes('wurde storniert')) return { type: 'ok', answer: { booking } };
  return refusal(reply, { 'gibt es nicht': 'not-found' }) ?? unknown(said(reply));
}

function* readBooking({ tenant, booking }: Asking<'read-booking'>, session: Session): Talk {
  const reply = yield get(`/buchung?nr=${encodeURIComponent(booking)}`, '/buchung', session);
  const [, id, wer = '', von, bis, tag] =
    /Nr\. (\d+): (.*?), (.*?) bis (.*?)<\/p><p>Bemerkung: (.*?)<\/p>/.exec(reply.body) ?? [];
  const slot = slotOf(wer, von, bis, session);
  if (reply.status === 200 && id !== undefined && slot !== undefined) {
    const status = reply.body.includes('<b>storniert</b>') ? 'cancelled' : 'booked';
    const stored: StoredBooking = { id, tenant, ...slot, status, ...(tag ? { tag } : {}) };
    return { type: 'ok', answer: { bookings: [stored] }, keys: [wer] };
  }
  return refusal(reply, { 'gibt es nicht': 'not-found' }) ?? unknown(said(reply));
}

/** A session of this user's own, and its token; fetched once, and before any step. */
function* tokenOf(session: Session): Generator<HttpCall, string | undefined, HttpReply> {
  const known = session.notes.get('csrf');
  if (known !== undefined) return known;
  const reply = yield get('/formular', '/formular', session);
  const cookie = /PHPSESSID=[\w-]+/.exec(reply.headers['set-cookie'] ?? '')?.[0];
  const csrf = /name="csrf" value="([\w-]+)"/.exec(reply.body)?.[1];
  if (cookie === undefined || csrf === undefined) return undefined;
  session.notes.set('cookie', cookie).set('csrf', csrf);
  return csrf;
}

/** What is wrong stands in the text alone; words that nobody knows are no refusal. */
function refusal(
  { status, body }: HttpReply,
  words: Readonly<Record<string, 'taken' | 'invalid' | 'not-found'>>,
): Completion | undefined {
  if (status === 429) return { type: 'fail', reason: 'throttled' };
  const found = Object.keys(words).find((word) => (status === 500 || status === 200) && body.includes(word));
  const reason = found === undefined ? undefined : words[found];
  return reason === undefined ? undefined : { type: 'fail', reason };
}

function unknown(sample: string, keys?: readonly string[]): Completion {
  return { type: 'info', reason: 'unknown', sample: sample.slice(0, 200), ...(keys === undefined ? {} : { keys }) };
}

function said({ status, body }: HttpReply): string {
  return `${status} ${body}`;
}

function slotOf(
  resource: string,
  von: string | undefined,
  bis: string | undefined,
  session: Session,
): Slot | undefined {
  const start = session.clocks?.toUtc(zone, von ?? '');
  const end = session.clocks?.toUtc(zone, bis ?? '');
  return start === undefined || end === undefined ? undefined : { resource, start, end };
}

function get(path: string, route: string, session: Session): HttpCall {
  return { method: 'GET', path, route, headers: cookieOf(session) };
}

function post(path: string, route: string, form: Readonly<Record<string, string>>, session: Session): HttpCall {
  const pairs = Object.entries(form).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...cookieOf(session) };
  return { method: 'POST', path, route, headers, body: pairs.join('&') };
}

function cookieOf({ notes }: Session): Readonly<Record<string, string>> {
  const cookie = notes.get('cookie');
  return cookie === undefined ? {} : { cookie };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
