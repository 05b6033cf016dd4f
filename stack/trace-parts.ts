import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Parts } from './parts.ts';
import { isRefusal, Problem } from './problem.ts';
import { isHeldBack } from './resilience.ts';
import type { Spans } from './spans.ts';
import { type Cause, type Position, passedOn, positionOf, type Trace, traceAt, traceparent } from './trace.ts';

/** A transaction of which it turns out only within whose it is, if anybody's. */
interface Unclaimed {
  readonly beganMs: number;
  end(error?: unknown): void;
}

const unclaimed = createContextKey('unclaimed transaction');
const database = { 'db.system.name': 'postgresql' };

/**
 * Puts spans around the parts at which a trace is long: requests, transactions, events, deliveries, calls. By hand:
 * what patches modules while they are loaded would see statements and sockets, and must be there before them (ESM: by a
 * hook of the loader). Nothing of a person gets into a span: ids, routes, kinds and codes, and of errors no message.
 */
export function traceParts(parts: Parts, { tracer, end }: Spans): void {
  traceRequests(parts, tracer, end);
  traceTransactions(parts, tracer);
  traceEvents(parts, tracer);
  traceCalls(parts, tracer);
}

function traceRequests(parts: Parts, tracer: Tracer, end: Spans['end']): void {
  const spans = new WeakMap<Trace, Span>();
  parts.traces = {
    open(headers) {
      const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, within(positionOf(headers.traceparent)));
      const opened = traceAt(positionIn(span), headers);
      spans.set(opened, span);
      return opened;
    },
    enter(opened, goOn) {
      const span = spans.get(opened);
      if (span === undefined) goOn();
      else context.with(trace.setSpan(ROOT_CONTEXT, span), goOn);
    },
    close(opened, { method, route, tenant, status }) {
      const span = spans.get(opened);
      if (span?.isRecording() !== true) return;
      span.updateName(`${method} ${route}`);
      span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
      span.setAttributes({ 'booking.correlation_id': opened.correlationId });
      if (tenant !== '') span.setAttribute('booking.company', tenant);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    end,
  };
}

function traceTransactions(parts: Parts, tracer: Tracer): void {
  const { pool, transactions } = parts;
  const start = (name: string) => tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: database });
  parts.pool = {
    ...pool,
    async take() {
      const client = await pool.take();
      // How long it waited for a connection is what lies before this.
      trace.getActiveSpan()?.addEvent('connected');
      return client;
    },
  };
  parts.transactions = {
    ...transactions,
    // Who only looks whether there is something to do leaves no trace.
    read: (work) => (isTraced() ? during(start('read'), () => transactions.read(work)) : transactions.read(work)),
    async write(work) {
      if (isTraced()) return during(start('transaction'), () => transactions.write(work));
      const one: Unclaimed = { beganMs: Date.now(), end: () => undefined };
      try {
        const result = await context.with(context.active().setValue(unclaimed, one), () => transactions.write(work));
        one.end();
        return result;
      } catch (error) {
        one.end(error);
        throw error;
      }
    },
  };
}

/** An event's span is as long as the transaction that takes it up, handles it and marks it: to behind the commit. */
function traceEvents(parts: Parts, tracer: Tracer): void {
  const { events } = parts;
  parts.events = {
    async handle(client, event) {
      const one = context.active().getValue(unclaimed) as Unclaimed | undefined;
      if (one === undefined) return events.handle(client, event);
      one.end();
      const startTime = one.beganMs;
      const { id, tenant, number, attempts } = event;
      const attributes = {
        ...idsOf(event),
        'booking.company': tenant,
        'booking.event': id,
        'booking.attempt': attempts,
      };
      const options = { kind: SpanKind.CONSUMER, startTime, attributes: { ...attributes, 'booking.webhook': number } };
      const span = tracer.startSpan('handle event', options, within(positionOf(passedOn(event))));
      const inside = trace.setSpan(context.active(), span);
      const transaction = { kind: SpanKind.CLIENT, startTime, attributes: database };
      const inner = tracer.startSpan('transaction', transaction, inside);
      one.end = (error) => {
        for (const each of [inner, span]) finish(each, error);
      };
      const handled = { ...event, traceparent: traceparent(positionIn(span)) };
      return context.with(trace.setSpan(inside, inner), () => events.handle(client, handled));
    },
  };
}

/** A delivery, and the calls that it takes. */
function traceCalls(parts: Parts, tracer: Tracer): void {
  const { deliveries, providers } = parts;
  parts.deliveries = {
    deliver(row) {
      const { provider, kind, tenant, appointmentId, number, attempts } = row;
      const ids = { 'booking.company': tenant, 'booking.appointment': appointmentId, 'booking.outgoing': number };
      const attributes = { ...idsOf(row), ...ids, 'booking.provider': provider, 'booking.attempt': attempts };
      const options = { kind: SpanKind.CONSUMER, attributes };
      const span = tracer.startSpan(`deliver ${kind}`, options, within(positionOf(passedOn(row))));
      return during(span, () => deliveries.deliver({ ...row, traceparent: traceparent(positionIn(span)) }));
    },
  };
  parts.providers = {
    async send(call, signal) {
      if (!isTraced()) return providers.send(call, signal);
      const attributes = { 'http.request.method': call.method, 'booking.provider': call.provider };
      const span = tracer.startSpan(`${call.method} ${call.provider}`, { kind: SpanKind.CLIENT, attributes });
      const cause = call.cause && { ...call.cause, traceparent: traceparent(positionIn(span)) };
      return during(span, async () => {
        const reply = await providers.send(cause === undefined ? call : { ...call, cause }, signal);
        span.setAttribute('http.response.status_code', reply.status);
        if (reply.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
        return reply;
      });
    },
  };
}

/** Under somebody else's span, or under none. */
function within(parent: Position | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId, spanId, isRemote: true },
    traceFlags: Number.parseInt(flags, 16),
  });
}

function positionIn(span: Span): Position {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, flags: traceFlags.toString(16).padStart(2, '0') };
}

function idsOf({ correlationId }: Cause): Attributes {
  return { 'booking.correlation_id': correlationId };
}

function isTraced(): boolean {
  return trace.getActiveSpan() !== undefined;
}

/** The work as a span: its end is the span's, and so is its failure. */
async function during<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await context.with(trace.setSpan(context.active(), span), work);
    finish(span);
    return result;
  } catch (error) {
    finish(span, error);
    throw error;
  }
}

/** A refusal is an answer, and what was held back did not fail. */
function finish(span: Span, error?: unknown): void {
  if (error !== undefined) {
    span.setAttribute('error.type', typeOf(error));
    if (!isRefusal(error) && !isHeldBack(error)) span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

/** Which kind of error: messages may name persons. */
function typeOf(error: unknown): string {
  if (error instanceof Problem) return error.kind;
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
