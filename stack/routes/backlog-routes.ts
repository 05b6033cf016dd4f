import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
import { Problem } from '../problem.ts';
import { backlogReply, eventParams, replayedReply } from '../schemas.ts';
import { tenantOfRequest } from './requests.ts';

/** For those who look after a company's events. */
export function backlogRoutes(app: FastifyInstance, parts: Parts): void {
  const summary = 'Which acknowledged events wait, and which were given up: the oldest ones, at most 1,000 of each';
  app.get('/v1/webhooks', { schema: { summary, response: { 200: backlogReply } } }, (request) =>
    parts.transactions.read((client) => parts.inbox.backlog(client, tenantOfRequest(request))),
  );

  const schema = {
    summary: 'Let an event that was given up wait again',
    params: eventParams,
    response: { 200: replayedReply },
  };
  app.post<{ Params: { readonly id: string } }>('/v1/webhooks/:id/replay', { schema }, async (request) => {
    const { id } = request.params;
    const isReplayed = await parts.transactions.write((client) =>
      parts.inbox.replay(client, tenantOfRequest(request), id),
    );
    if (isReplayed === undefined) throw new Problem('not-found', 'no such event');
    if (!isReplayed) throw new Problem('conflict', 'this event was not given up');
    return { id, status: 'waiting' };
  });
}
