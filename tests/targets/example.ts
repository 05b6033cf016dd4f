import type { Slot } from '../../core/booking.ts';
import type { Answer, Completion, Intent } from '../../targets/intent.ts';
import type { HttpCall, HttpReply, Session, Step, Target } from '../../targets/target.ts';

/** A salon's booking page: a form behind a sign-in, "taken" as a 200, and a remark where our tag can go. */
export const target: Target = {
  name: 'salon',
  offers: {
    verbs: ['find-slots', 'book', 'probe'],
    holds: false,
    capacity: false,
    idempotencyKeys: false,
    tags: true,
    stickySessions: true,
  },
  // What there is to look for: a race takes its places from what `find-slots` answers for these.
  catalogue: { offerings: [{ tenant: '', branch: '', service: 'cut', timeZone: 'UTC', durationMinutes: 30 }] },
  *perform(intent, session) {
    if (intent.verb === 'probe') return readOf(yield page('/', '/'), () => ({}));
    if (intent.verb === 'find-slots') {
      const { from, to, service } = intent;
      const query = `?service=${encodeURIComponent(service)}&from=${from}&to=${to}`;
      return readOf(yield page(`/free${query}`, '/free'), (text) => ({
        slots: (JSON.parse(text) as Body).times.map(slotOf),
      }));
    }
    if (intent.verb === 'book') return yield* book(intent, session);
    return { type: 'info', reason: 'unknown', sample: `this adapter has no ${intent.verb}` };
  },
};

/** Two requests: a token, kept for the visit, and the form. The step says which of them has the effect. */
function* book(
  { slot, service, customer, tag }: Intent & { readonly verb: 'book' },
  session: Session,
): Generator<Step | HttpCall, Completion, HttpReply> {
  const keys = [slot.resource];
  if (!session.notes.has('token')) {
    const page: HttpReply = yield { method: 'GET', path: '/book', route: '/book' };
    const token = /name="token" value="(\w+)"/.exec(page.body)?.[1];
    // Without a token nothing was sent that could be stored: a failure for certain.
    if (token === undefined) return { type: 'fail', reason: 'error', keys };
    session.notes.set('token', token);
  }
  const form = {
    token: session.notes.get('token') ?? '',
    who: slot.resource,
    at: slot.start,
    service,
    customer,
    remark: tag,
  };
  yield { step: 'book' };
  const reply = yield {
    method: 'POST',
    path: '/book',
    route: '/book',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Object.entries(form)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&'),
  };
  const body = json(reply.body);
  if (reply.status === 200 && body?.success === true) {
    return { type: 'ok', answer: { booking: String(body.number), slot: slotOf(body.slot) }, keys };
  }
  if (reply.status === 200 && body?.reason === 'occupied') return { type: 'fail', reason: 'taken', keys };
  if (reply.status === 429) return { type: 'fail', reason: 'throttled', keys };
  // Everything else, a 500 too: it may be stored or not, and only the final state will tell.
  return { type: 'info', reason: 'unknown', keys, sample: `${reply.status} ${reply.body.slice(0, 200)}` };
}

function page(path: string, route: string): HttpCall {
  return { method: 'GET', path, route };
}

/** A read stores nothing, so that its server errors are failures. An adapter that throws is `info` to the driver. */
function readOf(reply: HttpReply, answer: (text: string) => Answer): Completion {
  if (reply.status === 200) return { type: 'ok', answer: answer(reply.body) };
  if (reply.status >= 500) return { type: 'fail', reason: 'error' };
  return { type: 'info', reason: 'unknown', sample: `${reply.status} ${reply.body.slice(0, 200)}` };
}

interface Body {
  readonly success?: boolean;
  readonly reason?: string;
  readonly number?: number;
  readonly slot: { readonly who: string; readonly start: number; readonly end: number };
  readonly times: readonly Body['slot'][];
}

/** The salon counts in seconds since 1970; the harness wants UTC text. */
function slotOf({ who, start, end }: Body['slot']): Slot {
  const utc = (seconds: number) => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
  return { resource: who, start: utc(start), end: utc(end) };
}

function json(text: string): Body | undefined {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return undefined;
  }
}
