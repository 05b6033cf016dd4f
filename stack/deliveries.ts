import { CallFailure } from './call-failure.ts';
import type { Outgoing } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { ProviderCall, ProviderReply } from './providers.ts';

/** What is known once a row is delivered. */
export interface Delivered {
  /** What the calendar calls the entry; null: there is none any more; undefined: as before. */
  readonly entryId?: string | null;
}

/** Turns a row of the outbox into what its provider understands, and the provider's reply into a yes or no. */
export interface Deliveries {
  /** @throws CallFailure when the provider said no, or nothing, or nothing that makes sense */
  deliver(row: Outgoing): Promise<Delivered>;
}

/** Not a word about the request itself: later, or with credentials put right, it may well succeed. */
const isPassing = new Set([401, 403, 408, 409, 425, 429]);

export function createDeliveries(parts: Parts): Deliveries {
  type Request = Pick<ProviderCall, 'method' | 'path' | 'body'>;

  const send = (row: Outgoing, request: Request): Promise<ProviderReply> => {
    const { provider, key } = row;
    return parts.resilience.run(provider, async (signal) => {
      const reply = await parts.providers.send({ provider, key, cause: row, ...request }, signal);
      return isGone(request, reply) ? reply : demandDone(reply);
    });
  };

  async function deliverMessage(row: Outgoing): Promise<Delivered> {
    if (row.kind === 'reminder' && !(await isToCome(row))) return {};
    const body = { reference: row.appointmentId, kind: row.kind, ...parts.messages.of(row) };
    await send(row, { method: 'POST', path: '/messages', body });
    return {};
  }

  /** A reminder may have waited for long: of what was cancelled, moved or is over nobody is reminded. */
  async function isToCome({ tenant, appointmentId, start }: Outgoing): Promise<boolean> {
    const now = await parts.transactions.read((client) => parts.appointments.read(client, tenant, appointmentId));
    return now?.status === 'booked' && now.start === start && Date.parse(start) > Date.now();
  }

  async function makeEntry(row: Outgoing): Promise<Delivered> {
    const { appointmentId: reference, staffId: staff, start, end } = row;
    const reply = await send(row, { method: 'POST', path: '/entries', body: { reference, staff, start, end } });
    return { entryId: idOf(reply) };
  }

  /** An entry that is not there, or not any more, is made where the appointment is now. */
  async function moveEntry(row: Outgoing): Promise<Delivered> {
    const { entryId, staffId: staff, start, end } = row;
    if (entryId === null) return makeEntry(row);
    const path = `/entries/${encodeURIComponent(entryId)}`;
    const reply = await send(row, { method: 'PATCH', path, body: { staff, start, end } });
    return reply.status === 404 ? makeEntry(row) : {};
  }

  async function deleteEntry(row: Outgoing): Promise<Delivered> {
    if (row.entryId === null) return {};
    await send(row, { method: 'DELETE', path: `/entries/${encodeURIComponent(row.entryId)}` });
    return { entryId: null };
  }

  return {
    deliver(row) {
      if (row.provider === 'messaging') return deliverMessage(row);
      if (row.kind === 'create') return makeEntry(row);
      return row.kind === 'move' ? moveEntry(row) : deleteEntry(row);
    },
  };
}

/** What is not there can neither be moved nor deleted, and that is no failure. */
function isGone({ method }: Pick<ProviderCall, 'method'>, { status }: ProviderReply): boolean {
  return status === 404 && method !== 'POST';
}

/** A 2xx that does not say what was made or changed is no answer. */
function demandDone(reply: ProviderReply): ProviderReply {
  const { status, retryAfterMs } = reply;
  if (status >= 200 && status < 300) {
    if (idOf(reply) !== '') return reply;
    throw new CallFailure(`the answer with status ${status} cannot be read`);
  }
  const isRefusal = status >= 400 && status < 500 && !isPassing.has(status);
  throw new CallFailure(`answered with status ${status}`, { isRefusal, retryAfterMs });
}

/** Empty where there is none. */
function idOf({ body }: ProviderReply): string {
  const id = (body as { readonly id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && id.length <= 200 ? id : '';
}
