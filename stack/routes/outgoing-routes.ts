import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
import { outgoingReply } from '../schemas.ts';
import { tenantOfRequest } from './requests.ts';

/** For those who look after what a company's customers and calendars are told. */
export function outgoingRoutes(app: FastifyInstance, parts: Parts): void {
  const summary =
    'Of which appointments something is yet to be told, and of which it was given up: at most 1,000 of each';
  app.get('/v1/outgoing', { schema: { summary, response: { 200: outgoingReply } } }, (request) =>
    parts.transactions.read((client) => parts.outbox.backlog(client, tenantOfRequest(request))),
  );
}
