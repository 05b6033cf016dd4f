import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { utc } from './availability.ts';
import type { WaitingEvent } from './inbox.ts';
import type { Parts } from './parts.ts';
import type { Client } from './pool.ts';
import { Problem } from './problem.ts';
import { readTime } from './read-time.ts';
import { eventSchemas } from './schemas.ts';

/** What the platform does for an event, inside of a transaction that the caller brings. */
export interface Events {
  /**
   * Kinds that nobody knows ask for nothing: providers invent new ones.
   * @throws Problem a refusal, which is the event's outcome; with status 400 for an event that nobody can read
   */
  handle(client: Client, event: WaitingEvent): Promise<void>;
}

interface CallData {
  readonly callId: string;
}

interface BookingData extends CallData {
  readonly branchId: string;
  readonly serviceId: string;
  readonly customerId: string;
  readonly staffId: string;
  readonly start: string;
  readonly end?: string;
}

interface CancellationData extends CallData {
  /** The event that asked for the booking. */
  readonly cancels: string;
}

const ajv = new Ajv2020();
const isCall: ValidateFunction<CallData> = ajv.compile(eventSchemas.call);
const isBooking: ValidateFunction<BookingData> = ajv.compile(eventSchemas.booking);
const isCancellation: ValidateFunction<CancellationData> = ajv.compile(eventSchemas.cancellation);

export function createEvents(parts: Parts): Events {
  async function noteCall(client: Client, { tenant, kind, body }: WaitingEvent): Promise<void> {
    const { callId } = dataOf(body, isCall);
    const now = utc(Date.now());
    await parts.calls.note(client, tenant, callId, {
      startedAt: kind === 'call-started' ? now : null,
      endedAt: kind === 'call-ended' ? now : null,
    });
  }

  async function book(client: Client, event: WaitingEvent): Promise<void> {
    const { tenant, id, body } = event;
    const { branchId, serviceId, customerId, staffId, start, end } = dataOf(body, isBooking);
    const goal = { staffId, start: readTime(start), ...(end === undefined ? {} : { end: readTime(end) }) };
    const { isCancelled } = await parts.askedBookings.ask(client, tenant, id);
    const wish = { branchId, serviceId, customerId, tag: id, ...goal };
    const made = await parts.bookings.place(client, tenant, wish, 'booked', event);
    await parts.askedBookings.made(client, tenant, id, made.id);
    if (isCancelled) await parts.bookings.cancel(client, tenant, made.id, event);
  }

  async function cancel(client: Client, event: WaitingEvent): Promise<void> {
    const { tenant, body } = event;
    const { cancels } = dataOf(body, isCancellation);
    const { appointmentId } = await parts.askedBookings.cancel(client, tenant, cancels);
    if (appointmentId !== null) await parts.bookings.cancel(client, tenant, appointmentId, event);
  }

  const handlers: Readonly<Record<string, (client: Client, event: WaitingEvent) => Promise<void>>> = {
    'call-started': noteCall,
    'slots-asked': noteCall,
    'call-ended': noteCall,
    'booking-asked': book,
    'cancellation-asked': cancel,
  };
  return {
    async handle(client, event) {
      if (Object.hasOwn(handlers, event.kind)) await handlers[event.kind]?.(client, event);
    },
  };
}

/** The event's own part of a body that is known to be a JSON object. */
function dataOf<Data>(body: Buffer, isValid: ValidateFunction<Data>): Data {
  const { data } = JSON.parse(body.toString()) as { readonly data?: unknown };
  if (isValid(data)) return data;
  throw new Problem('invalid', `the event cannot be read: ${ajv.errorsText(isValid.errors)}`, { status: 400 });
}
