import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Parts } from '../parts.ts';
import type { Client } from '../pool.ts';
import type { WriteKind } from '../replies.ts';
import { write } from '../writes.ts';

/** The company whose key came with the request; the door let nobody else in. */
export function tenantOfRequest(request: FastifyRequest): string {
  if (request.tenant === '') throw new Error('a route that needs a tenant was left open');
  return request.tenant;
}

/** Carries out a write and sends its answer, new or replayed. */
export async function sendWrite(
  parts: Parts,
  request: FastifyRequest,
  reply: FastifyReply,
  kind: WriteKind,
  effect: (client: Client, tenant: string) => Promise<object>,
): Promise<FastifyReply> {
  const tenant = tenantOfRequest(request);
  const key = request.headers['idempotency-key'];
  const isCreation = kind === 'hold' || kind === 'book' || kind === 'register-customer';
  const answer = await write(
    parts,
    {
      kind,
      tenant,
      method: request.method,
      path: request.url,
      body: request.body,
      status: isCreation ? 201 : 200,
      ...(typeof key === 'string' ? { idempotencyKey: key } : {}),
    },
    (client) => effect(client, tenant),
  );
  if (answer.isReplay) reply.header('idempotent-replayed', 'true');
  return reply.code(answer.status).send(answer.body);
}
