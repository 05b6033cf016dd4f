import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Where a request stands in its trace (W3C Trace Context), and the id by which a person finds it in every log. */
export interface Trace {
  readonly traceId: string;
  /** Ours; the parent of whatever this request calls in turn. */
  readonly spanId: string;
  readonly flags: string;
  readonly correlationId: string;
}

/** What a change is traced back to, also long after the request that asked for it. */
export type Cause = Pick<Trace, 'correlationId' | 'traceId'>;

const traceparentPattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;

/** Takes up the caller's trace, or begins one. An unreadable header is ignored, as the recommendation says. */
export function traceOf(headers: IncomingHttpHeaders): Trace {
  const given = headers.traceparent;
  const found = typeof given === 'string' ? traceparentPattern.exec(given) : null;
  const traceId = found?.[1] ?? randomBytes(16).toString('hex');
  const wanted = headers['x-correlation-id'];
  const correlationId = typeof wanted === 'string' && /^[\w.:/-]{1,128}$/.test(wanted) ? wanted : traceId;
  return { traceId, spanId: randomBytes(8).toString('hex'), flags: found?.[2] ?? '00', correlationId };
}

/** The header that passes the trace on: in the reply, and to every service that is called in turn. */
export function traceparent(trace: Trace): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.flags}`;
}

/** A new span of the trace that a cause belongs to; whether somebody samples it is no longer known. */
export function spanOf({ correlationId, traceId }: Cause): Trace {
  return { traceId, spanId: randomBytes(8).toString('hex'), flags: '00', correlationId };
}
