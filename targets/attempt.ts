import type { StoredBooking } from '../core/booking.ts';
import type { Operation, OperationValue, RecordedRequest } from '../core/operation.ts';
import { answerFault } from './answer-fault.ts';
import type { Answer, Completion, Intent } from './intent.ts';
import type { HttpCall, HttpReply, Session, Step, Target } from './target.ts';
import { written } from './webhook-body.ts';

/** What the driver knows of an attempt before it begins. */
export interface AttemptContext {
  /** 32 hex digits: the operation's id and the W3C trace id of its requests. */
  readonly id: string;
  readonly process: string;
  readonly intendedMs?: number;
  /** Called at each step that the adapter names; a race holds its barrier here. */
  readonly onStep?: (step: string) => void;
}

/** One intent on its way through an adapter: the driver makes the calls, this keeps the record. */
export interface Attempt {
  /** Hands over the last reply (none at first) and gives the next call, or undefined when the adapter is done. */
  next(reply?: HttpReply): HttpCall | undefined;
  /** Notes one request that was made. */
  made(request: RecordedRequest): void;
  completion(): Completion;
  operation(): Operation;
}

/** Most slots of one answer that are recorded: what was seen, without the weight of a whole calendar. */
const slotsRecorded = 3;

/** Shared by all drivers, so that k6, Node and raw sockets record alike. A throw of the adapter is its `info`. */
export function openAttempt(target: Target, intent: Intent, session: Session, context: AttemptContext): Attempt {
  let calls: ReturnType<Target['perform']> | undefined;
  const requests: RecordedRequest[] = [];
  let completion: Completion | undefined;
  let last: HttpReply | undefined;

  const advance = (reply?: HttpReply): HttpCall | undefined => {
    last = reply ?? last;
    calls ??= target.perform(intent, session);
    let result = reply === undefined ? calls.next() : calls.next(reply);
    while (!result.done) {
      if (!isStep(result.value)) return sendable(result.value);
      context.onStep?.(result.value.step);
      result = calls.next();
    }
    completion = believed(target, intent, result.value, last);
    return undefined;
  };

  const settled = (): Completion =>
    completion ?? { type: 'info', reason: 'unknown', sample: 'the adapter stopped early' };

  return {
    next(reply) {
      try {
        return advance(reply);
      } catch (error) {
        completion = { type: 'info', reason: 'unknown', sample: `the adapter threw: ${String(error).slice(0, 200)}` };
        return undefined;
      }
    },
    made: (request) => requests.push(request),
    completion: settled,
    operation: () => recordOf(intent, settled(), requests, context),
  };
}

/** What cannot be an answer is no `ok`, whatever the reply's status says: it is unknown, and shown with the reply. */
function believed(target: Target, intent: Intent, completion: Completion, last: HttpReply | undefined): Completion {
  if (completion.type !== 'ok') return completion;
  const fault = answerFault(intent, completion.answer, target.offers);
  if (fault === undefined) return completion;
  const sample = `answered ${fault}: ${last?.status ?? 0} ${last?.body ?? ''}`.slice(0, 200);
  return {
    type: 'info',
    reason: 'unknown',
    sample,
    ...(completion.keys === undefined ? {} : { keys: completion.keys }),
  };
}

const afterMsMax = 10_000;

/** A path that does not begin with a slash could lead off the host: `http://host` + `@elsewhere`. @throws Error */
function sendable(call: HttpCall): HttpCall {
  const { afterMs = 0 } = call;
  if (!(afterMs >= 0 && afterMs <= afterMsMax)) throw new Error(`afterMs is ${afterMs}, not from 0 to ${afterMsMax}`);
  if (call.path.startsWith('/')) return written(call);
  throw new Error(`the path ${JSON.stringify(call.path.slice(0, 80))} does not begin with a slash`);
}

function isStep(yielded: Step | HttpCall): yielded is Step {
  return 'step' in yielded;
}

function recordOf(
  intent: Intent,
  completion: Completion,
  requests: readonly RecordedRequest[],
  context: AttemptContext,
): Operation {
  const { verb, ...rest } = intent;
  const { tag, idempotencyKey, ...asked } = rest as Record<string, unknown> & { tag?: string; idempotencyKey?: string };
  const first = requests[0];
  const last = requests[requests.length - 1];
  return {
    id: context.id,
    // Deliveries of one event are one attempt to make something happen.
    intent: tag ?? (intent.verb === 'deliver-webhook' ? intent.id : context.id),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    process: context.process,
    verb,
    keys: completion.keys ?? [],
    startMs: first?.startMs ?? 0,
    endMs: last?.endMs ?? 0,
    ...(context.intendedMs === undefined ? {} : { intendedMs: context.intendedMs }),
    type: completion.type,
    requests,
    value: { asked, ...outcomeOf(intent, completion) },
  };
}

function outcomeOf(intent: Intent, completion: Completion): OperationValue {
  if (completion.type === 'ok') return { answered: summaryOf(intent, completion.answer) };
  if (completion.type === 'fail') return { reason: completion.reason };
  return {
    reason: completion.reason,
    ...(completion.sample === undefined ? {} : { answered: { sample: withoutPersons(completion.sample) } }),
  };
}

/** What nobody understood may be a page about somebody: mail addresses and phone numbers are left out. */
function withoutPersons(sample: string): string {
  return sample.replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '(mail)').replace(/(\+|\b0)\d[\d ()/-]{4,}\d/g, '(number)');
}

/**
 * Lists are recorded by their count and first slots, pages of bookings by their count, one that was read, or looked for
 * in a list, as it is.
 */
function summaryOf(intent: Intent, answer: Answer): Record<string, unknown> {
  const { slots, bookings, ...rest } = answer;
  const summary: Record<string, unknown> = rest;
  if (slots !== undefined) {
    summary.offered = slots.length;
    summary.slots = slots.slice(0, slotsRecorded);
  }
  if (bookings !== undefined) summary.count = bookings.length;
  const read = readOf(intent, bookings);
  if (read !== undefined) summary.read = read;
  return summary;
}

function readOf(intent: Intent, bookings: Answer['bookings']): StoredBooking | undefined {
  if (intent.verb === 'read-booking') return bookings?.[0];
  const wanted = intent.verb === 'list-bookings' ? intent.booking : undefined;
  return wanted === undefined ? undefined : bookings?.find(({ id }) => id === wanted);
}

/** W3C trace context of a request (https://www.w3.org/TR/trace-context/): the operation's id leads to the logs. */
export function traceparent(id: string, request: number): string {
  return `00-${id}-${(request + 1).toString(16).padStart(16, '0')}-01`;
}
