import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { openApi } from '../open-api.ts';
import type { Parts } from '../parts.ts';
import { healthReply } from '../schemas.ts';

/** What the operators' tools ask. */
export interface Lifecycle {
  readonly isStopping: boolean;
}

/** Readiness answers within this time, whatever the database does. */
const readyWithinMs = 1_500;

export function operationRoutes(
  app: FastifyInstance,
  parts: Parts,
  lifecycle: Lifecycle,
  routes: readonly RouteOptions[],
): void {
  const liveSchema = { summary: 'The process runs', response: { 200: healthReply } };
  app.get('/health/live', { schema: liveSchema }, async () => ({ status: 'ok' }));

  const readySchema = {
    summary: 'The process can serve: the database answers, and nobody is stopping it',
    response: { 200: healthReply, 503: healthReply },
  };
  app.get('/health/ready', { schema: readySchema }, async (_request, reply) => {
    const reason = lifecycle.isStopping ? 'stopping' : await whyNotReady(parts);
    if (reason === undefined) return { status: 'ok' };
    return reply.code(503).send({ status: 'unavailable', reason });
  });

  app.get('/metrics', { schema: { summary: 'Figures for Prometheus' } }, async (_request, reply) =>
    reply.type(parts.metrics.contentType).send(await parts.metrics.text()),
  );

  app.get('/openapi.json', { schema: { summary: 'This description' } }, async () => openApi(routes));
}

async function whyNotReady(parts: Parts): Promise<string | undefined> {
  const cancelled = new AbortController();
  const late = pause(readyWithinMs, 'the database does not answer in time', { signal: cancelled.signal });
  const answered = parts.pool.ping().then(
    () => undefined,
    () => 'the database cannot be reached',
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    late.catch(() => undefined);
    cancelled.abort();
  }
}
