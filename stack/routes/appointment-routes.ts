import type { FastifyInstance } from 'fastify';
import type { Wish } from '../bookings.ts';
import type { Parts } from '../parts.ts';
import { Problem } from '../problem.ts';
import { isDay, readTime } from '../read-time.ts';
import {
  appointmentReply,
  appointmentsQuery,
  appointmentsReply,
  idParams,
  movedReply,
  rescheduleBody,
  wishBody,
  writeHeaders,
} from '../schemas.ts';
import { sendWrite, tenantOfRequest } from './requests.ts';

interface WishBody {
  readonly branchId: string;
  readonly serviceId: string;
  readonly staffId: string;
  readonly customerId: string;
  readonly start: string;
  readonly end?: string;
  readonly tag?: string;
}

interface ById {
  readonly Params: { readonly id: string };
}

interface AppointmentsQuery {
  readonly branchId?: string;
  readonly day?: string;
  readonly cursor?: string;
  readonly limit: number;
}

const headers = writeHeaders;

export function appointmentRoutes(app: FastifyInstance, parts: Parts): void {
  for (const [url, kind, status, summary] of [
    ['/v1/holds', 'hold', 'held', 'Hold a slot for a short time'],
    ['/v1/appointments', 'book', 'booked', 'Book a slot directly'],
  ] as const) {
    const schema = { summary, headers, body: wishBody, response: { 201: appointmentReply } };
    app.post<{ Body: WishBody }>(url, { schema }, (request, reply) => {
      const wish = readWish(request.body);
      return sendWrite(parts, request, reply, kind, (client, tenant) =>
        parts.bookings.place(client, tenant, wish, status, request.trace),
      );
    });
  }
  for (const [url, kind, change, summary] of [
    ['/v1/holds/:id/confirm', 'confirm', 'confirm', 'Turn a hold into a booking; it keeps its id'],
    ['/v1/appointments/:id/cancel', 'cancel', 'cancel', 'Cancel a hold or a booking; its slot is free at once'],
    ['/v1/appointments/:id/no-show', 'no-show', 'markNoShow', 'Note that the customer did not come'],
  ] as const) {
    const schema = { summary, headers, params: idParams, response: { 200: appointmentReply } };
    app.post<ById>(url, { schema }, (request, reply) =>
      sendWrite(parts, request, reply, kind, (client, tenant) =>
        parts.bookings[change](client, tenant, request.params.id, request.trace),
      ),
    );
  }
  rescheduleRoute(app, parts);
  readingRoutes(app, parts);
}

function rescheduleRoute(app: FastifyInstance, parts: Parts): void {
  const summary = 'Move a booking to another time or staff member of the branch, in one step';
  const schema = { summary, headers, params: idParams, body: rescheduleBody, response: { 200: movedReply } };
  app.post<ById & { Body: Pick<WishBody, 'staffId' | 'start' | 'end'> }>(
    '/v1/appointments/:id/reschedule',
    { schema },
    (request, reply) => {
      const { staffId, start, end } = request.body;
      const to = { staffId, start: readTime(start), ...(end === undefined ? {} : { end: readTime(end) }) };
      return sendWrite(parts, request, reply, 'reschedule', (client, tenant) =>
        parts.bookings.move(client, tenant, request.params.id, to, request.trace),
      );
    },
  );
}

function readingRoutes(app: FastifyInstance, parts: Parts): void {
  const readSchema = { summary: 'Read one appointment', params: idParams, response: { 200: appointmentReply } };
  app.get<ById>('/v1/appointments/:id', { schema: readSchema }, async (request) => {
    const found = await parts.transactions.read((client) =>
      parts.appointments.read(client, tenantOfRequest(request), request.params.id),
    );
    if (found === undefined) throw new Problem('not-found', 'no such appointment');
    return found;
  });

  const summary = "List a branch's day in the order of starts, or all of the company's appointments in that of ids";
  const listSchema = { summary, querystring: appointmentsQuery, response: { 200: appointmentsReply } };
  app.get<{ Querystring: AppointmentsQuery }>('/v1/appointments', { schema: listSchema }, async (request) => {
    const tenant = tenantOfRequest(request);
    const { branchId, day, limit, cursor } = request.query;
    return parts.transactions.read(async (client) => {
      if (branchId === undefined || day === undefined) return parts.listing.ofTenant(client, tenant, limit, cursor);
      if (!isDay(day)) throw new Problem('invalid', `there is no such day: ${day}`);
      const timeZone = await parts.listing.timeZoneOf(client, tenant, branchId);
      return parts.listing.ofBranch(client, branchId, parts.calendar.dayInterval(day, timeZone), limit, cursor);
    });
  });
}

function readWish({ start, end, tag, ...places }: WishBody): Wish {
  return {
    ...places,
    start: readTime(start),
    ...(end === undefined ? {} : { end: readTime(end) }),
    tag: tag ?? null,
  };
}
