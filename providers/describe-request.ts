import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ProviderRequest } from '../core/provider.ts';

export type Description = Pick<
  ProviderRequest,
  'method' | 'path' | 'idempotencyKey' | 'correlationId' | 'traceId' | 'bodyHash' | 'bodyBytes'
>;

/** Longer texts are no keys and no ids; a journal keeps their beginning. */
export const textLengthMax = 200;
const traceparentPattern = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/** What of a request may stand in a journal: never the token, nor the query, nor the body itself. */
export function describeRequest(request: IncomingMessage, body: Buffer): Description {
  const key = headerOf(request, 'idempotency-key');
  const correlationId = headerOf(request, 'x-correlation-id');
  const traceId = traceparentPattern.exec(headerOf(request, 'traceparent') ?? '')?.[1];
  return {
    method: request.method ?? '',
    path: pathOf(request).slice(0, textLengthMax),
    ...(key === undefined ? {} : { idempotencyKey: key.slice(0, textLengthMax) }),
    ...(correlationId === undefined ? {} : { correlationId: correlationId.slice(0, textLengthMax) }),
    ...(traceId === undefined ? {} : { traceId }),
    bodyHash: createHash('sha256').update(body).digest('hex').slice(0, 32),
    bodyBytes: body.length,
  };
}

export function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** The text of a header that comes once; several are joined by Node, and so are no longer any of them. */
export function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
