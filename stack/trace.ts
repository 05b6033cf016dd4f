import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Where a request stands in its trace (W3C Trace Context), and the id by which a person finds it in every log. */
export interface Trace {
  readonly traceId: string;
  readonly correlationId: string;
  /** Passes the trace on: in the reply, and to whatever is done or called for it; our own span is the parent. */
  readonly traceparent: string;
}

/** What a change is traced back to, also long after the request that asked for it; null: whose span is not known. */
export type Cause = Pick<Trace, 'correlationId' | 'traceId'> & { readonly traceparent?: string | null };

/** A span, as a header names it. */
export interface Position {
  readonly traceId: string;
  readonly spanId: string;
  /** Two hex digits; the last bit: somebody samples the trace. */
  readonly flags: string;
}

const traceparentPattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Undefined where there is none, and for a header that nobody can read, as the recommendation says. */
export function positionOf(header: unknown): Position | undefined {
  const [, traceId, spanId, flags] = (typeof header === 'string' ? traceparentPattern.exec(header) : null) ?? [];
  return traceId === undefined || spanId === undefined || flags === undefined ? undefined : { traceId, spanId, flags };
}

export function traceparent({ traceId, spanId, flags }: Position): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

/** Takes up the caller's trace, or begins one. */
export function traceOf(headers: IncomingHttpHeaders): Trace {
  const { traceId, flags } = positionOf(headers.traceparent) ?? {
    traceId: randomBytes(16).toString('hex'),
    flags: '00',
  };
  return traceAt({ traceId, spanId: freshSpanId(), flags }, headers);
}

/** A request whose span stands there. */
export function traceAt(position: Position, headers: IncomingHttpHeaders): Trace {
  const { traceId } = position;
  const wanted = headers['x-correlation-id'];
  const correlationId = typeof wanted === 'string' && /^[\w.:/-]{1,128}$/.test(wanted) ? wanted : traceId;
  return { traceId, correlationId, traceparent: traceparent(position) };
}

/** Passes on the trace that a cause belongs to; where its span is not known, neither is whether it is sampled. */
export function passedOn({ traceId, traceparent: known }: Cause): string {
  return known ?? traceparent({ traceId, spanId: freshSpanId(), flags: '00' });
}

function freshSpanId(): string {
  return randomBytes(8).toString('hex');
}
