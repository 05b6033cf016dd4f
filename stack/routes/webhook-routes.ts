import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Parts } from '../parts.ts';
import { Problem } from '../problem.ts';
import { tenantParams } from '../schemas.ts';

/** Providers send whole transcripts. */
const bodyMaxBytes = 262_144;

/** Where providers deliver. Whoever can sign may come in; the signature is over the bytes, so they are kept. */
export function webhookRoutes(app: FastifyInstance, parts: Parts): void {
  app.register(async (open) => {
    open.removeAllContentTypeParsers();
    open.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const schema = {
      summary: 'Deliver an event by the Standard Webhooks specification; it is stored, and handled soon',
      params: tenantParams,
      response: { 204: { type: 'null', description: 'It is ours now, or was before' } },
    };
    open.post<{ Params: { readonly tenant: string } }>(
      '/webhooks/standard/:tenant',
      { schema, bodyLimit: bodyMaxBytes },
      async (request, reply) => {
        const { tenant } = request.params;
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const { id, sentAtMs } = demandGenuine(parts, request, tenant, body);
        const kind = kindOf(request, body);
        const { correlationId, traceId } = request.trace;
        await parts.webhooks.receive({ tenant, id, kind, body, sentAtMs, correlationId, traceId });
        return reply.code(204).send();
      },
    );
  });
}

/** The id and time of a delivery that is of now and that its sender signed. @throws Problem `forbidden` */
function demandGenuine(
  parts: Parts,
  request: FastifyRequest,
  tenant: string,
  body: Buffer,
): { readonly id: string; readonly sentAtMs: number } {
  const id = headerOf(request, 'webhook-id');
  const timestamp = headerOf(request, 'webhook-timestamp');
  const signature = headerOf(request, 'webhook-signature');
  const isReadable = /^[\x21-\x7e]{1,200}$/.test(id) && /^\d{1,12}$/.test(timestamp) && /^.{1,100}$/.test(tenant);
  const isGenuine = isReadable && parts.signatures.isSigned({ tenant, id, timestamp, signature, body });
  if (!isGenuine) throw new Problem('forbidden', 'none of the signatures is that of a sender whom we know');
  const sentAtMs = Number(timestamp) * 1_000;
  if (!parts.signatures.isTimely(sentAtMs, Date.now())) {
    throw new Problem('forbidden', 'this was signed too long ago, or is yet to be');
  }
  return { id, sentAtMs };
}

/** What kind of event it is; all else in it is the worker's business. @throws Problem `invalid` when it is no event */
function kindOf(request: FastifyRequest, body: Buffer): string {
  const isPlain = /^(identity)?$/i.test(headerOf(request, 'content-encoding'));
  if (!isPlain || !/^application\/json\s*(;|$)/i.test(headerOf(request, 'content-type'))) {
    throw new Problem('invalid', 'send application/json, not encoded', { status: 415 });
  }
  const type = typeOf(body.toString());
  if (typeof type === 'string' && /^[^\0]{1,200}$/.test(type)) return type;
  throw new Problem('invalid', 'this is no event: send a JSON object with a type', { status: 400 });
}

function typeOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly type?: unknown } | null)?.type;
  } catch {
    return undefined;
  }
}

function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
