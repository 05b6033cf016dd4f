import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Parts } from '../parts.ts';
import { Problem } from '../problem.ts';
import { tenantParams } from '../schemas.ts';
import { voiceTimestamp } from '../signatures.ts';

/** Providers send whole transcripts. */
const bodyMaxBytes = 262_144;

/** A delivery that its sender signed: which event it is, and when it was sent. */
interface Genuine {
  readonly id: string;
  readonly sentAtMs: number;
}

type Demand = (parts: Parts, request: FastifyRequest, tenant: string, body: Buffer) => Genuine;

/** Where providers deliver. Whoever can sign may come in; the signature is over the bytes, so they are kept. */
export function webhookRoutes(app: FastifyInstance, parts: Parts): void {
  app.register(async (open) => {
    open.removeAllContentTypeParsers();
    open.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const [url, demandGenuine, by] of [
      ['/webhooks/standard/:tenant', demandStandard, 'by the Standard Webhooks specification'],
      ['/webhooks/voice/:tenant', demandVoice, "signed by the voice provider's own scheme, x-voice-signature"],
    ] as const) {
      const schema = {
        summary: `Deliver an event ${by}; it is stored, and handled soon`,
        params: tenantParams,
        response: { 204: { type: 'null', description: 'It is ours now, or was before' } },
      };
      open.post<{ Params: { readonly tenant: string } }>(
        url,
        { schema, bodyLimit: bodyMaxBytes },
        async (request, reply) => {
          await receive(parts, request, reply, demandGenuine);
          return reply.code(204).send();
        },
      );
    }
  });
}

async function receive(
  parts: Parts,
  request: FastifyRequest<{ Params: { readonly tenant: string } }>,
  reply: FastifyReply,
  demandGenuine: Demand,
): Promise<void> {
  const { tenant } = request.params;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  // For whoever sends it encoded (RFC 9110, 12.5.3).
  reply.header('accept-encoding', 'identity');
  const { id, sentAtMs } = demandGenuine(parts, request, tenant, body);
  const kind = kindOf(request, body);
  await parts.webhooks.receive({ tenant, id, kind, body, sentAtMs, ...request.trace });
}

const idPattern = /^[\x21-\x7e]{1,200}$/;
const tenantPattern = /^.{1,100}$/;

/** @throws Problem `forbidden` */
function demandStandard(parts: Parts, request: FastifyRequest, tenant: string, body: Buffer): Genuine {
  const id = headerOf(request, 'webhook-id');
  const timestamp = headerOf(request, 'webhook-timestamp');
  const signature = headerOf(request, 'webhook-signature');
  const isReadable = idPattern.test(id) && /^\d{1,12}$/.test(timestamp) && tenantPattern.test(tenant);
  const isGenuine = isReadable && parts.signatures.isSigned({ tenant, id, timestamp, signature, body });
  return { id, sentAtMs: demandTimely(parts, isGenuine, timestamp) };
}

/** The id lies in the body, and is read once the body is known for genuine. @throws Problem `forbidden`, `invalid` */
function demandVoice(parts: Parts, request: FastifyRequest, tenant: string, body: Buffer): Genuine {
  const signature = headerOf(request, 'x-voice-signature');
  const timestamp = voiceTimestamp(signature);
  const isReadable = timestamp !== '' && tenantPattern.test(tenant);
  const isGenuine = isReadable && parts.signatures.isVoiceSigned({ tenant, signature, body });
  const sentAtMs = demandTimely(parts, isGenuine, timestamp);
  demandPlain(request);
  const { id } = fieldsOf(body);
  if (typeof id === 'string' && idPattern.test(id)) return { id, sentAtMs };
  throw new Problem('invalid', 'this is no event: send a JSON object with an id', { status: 400 });
}

function demandTimely(parts: Parts, isGenuine: boolean, timestamp: string): number {
  if (!isGenuine) throw new Problem('forbidden', 'none of the signatures is that of a sender whom we know');
  const sentAtMs = Number(timestamp) * 1_000;
  if (parts.signatures.isTimely(sentAtMs, Date.now())) return sentAtMs;
  throw new Problem('forbidden', 'this was signed too long ago, or is yet to be');
}

/** What kind of event it is; all else in it is the worker's business. @throws Problem `invalid` when it is no event */
function kindOf(request: FastifyRequest, body: Buffer): string {
  demandPlain(request);
  const { type } = fieldsOf(body);
  if (typeof type === 'string' && /^[^\0]{1,200}$/.test(type)) return type;
  throw new Problem('invalid', 'this is no event: send a JSON object with a type', { status: 400 });
}

/**
 * Events are small, and unpacking costs whoever has to do it: encoded bodies are refused, whoever signed them.
 * @throws Problem `invalid`
 */
function demandPlain(request: FastifyRequest): void {
  const isPlain = /^(identity)?$/i.test(headerOf(request, 'content-encoding'));
  if (isPlain && /^application\/json\s*(;|$)/i.test(headerOf(request, 'content-type'))) return;
  throw new Problem('invalid', 'send application/json, not encoded', { status: 415 });
}

function fieldsOf(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(body.toString()) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}

function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
