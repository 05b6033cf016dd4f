import { setTimeout as pause } from 'node:timers/promises';
import { context, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

/** Where spans are made, and how they leave. */
export interface Spans {
  readonly tracer: Tracer;
  /** Sends what is left, for a moment at most. */
  end(): Promise<void>;
}

export interface SpansOptions {
  /** Of the collector; `/v1/traces` comes behind it. */
  readonly url: string;
  /** Of the traces that begin here. */
  readonly sampledRatio: number;
  readonly role: string;
  readonly processName: string;
  readonly count: Metrics['spans'];
}

/** Spans that wait or are on their way; who comes later is dropped, and counted. */
const waitingMax = 2_048;
/** Turning a batch into JSON holds everybody up: 256 spans for about a millisecond. */
const batchMax = 256;
const sendEveryMs = 1_000;
/** With all that the exporter tries again in it. */
const sendTimeoutMs = 5_000;
const lastWordMs = 1_000;

/** Everything happens behind the requests: nobody waits for the collector, whatever it does. */
export function openSpans({ url, sampledRatio, role, processName, count }: SpansOptions, log: Logger): Spans {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces`, timeoutMillis: sendTimeoutMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `booking-${role}`, 'service.instance.id': processName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampledRatio) }),
    spanProcessors: [countedQueue(exporter, count, log)],
  });
  return {
    tracer: provider.getTracer('booking'),
    end: () => Promise.race([provider.shutdown(), pause(lastWordMs)]).catch(() => undefined),
  };
}

/** The SDK's own queue, which knows no number of what it drops: it is never asked to take more than it has room for. */
function countedQueue(exporter: SpanExporter, count: Metrics['spans'], log: Logger): SpanProcessor {
  let waiting = 0;
  let isLost = false;
  const counting: SpanExporter = {
    export(spans, done) {
      exporter.export(spans, (result) => {
        waiting -= spans.length;
        const isFailed = result.code !== 0;
        count(isFailed ? 'failed' : 'exported', spans.length);
        if (isFailed !== isLost)
          log.warn(isFailed ? 'the collector takes no spans: they are lost' : 'it takes them again');
        isLost = isFailed;
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
  const queue = new BatchSpanProcessor({
    exporter: counting,
    maxQueueSize: waitingMax,
    maxExportBatchSize: batchMax,
    scheduledDelayMillis: sendEveryMs,
    exportTimeoutMillis: 2 * sendTimeoutMs,
  });
  return {
    onStart: () => undefined,
    onEnd(span) {
      if ((span.spanContext().traceFlags & 1) === 0) return;
      if (waiting >= waitingMax) return count('dropped', 1);
      waiting += 1;
      queue.onEnd(span);
    },
    forceFlush: () => queue.forceFlush(),
    shutdown: () => queue.shutdown(),
  };
}
