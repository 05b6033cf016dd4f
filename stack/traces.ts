import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Parts } from './parts.ts';
import type { Settings } from './settings.ts';
import { type Trace, traceOf } from './trace.ts';

/** How a request ended. */
export interface Answered {
  readonly method: string;
  readonly route: string;
  /** Empty: nobody in particular. */
  readonly tenant: string;
  readonly status: number;
}

/** The trace of each request. Spans are made only where a collector is named: then `trace-parts.ts` takes this over. */
export interface Traces {
  /** Takes up the caller's trace, or begins one. */
  open(headers: IncomingHttpHeaders): Trace;
  /** Goes on within the request's span. */
  enter(trace: Trace, goOn: () => void): void;
  close(trace: Trace, answered: Answered): void;
  /** Sends what is left, for a moment at most: the process ends. */
  end(): Promise<void>;
}

export function createTraces(): Traces {
  return {
    open: traceOf,
    enter: (_trace, goOn) => goOn(),
    close: () => undefined,
    end: async () => undefined,
  };
}

/** Around everything else, planted defects too. Where there is no collector nothing of it is even loaded. */
export async function openTraces(role: string, settings: Settings, parts: Parts, log: Logger): Promise<void> {
  const { collectorUrl: url, sampledRatio, processName } = settings;
  if (url === undefined) return;
  const [{ openSpans }, { traceParts }] = await Promise.all([import('./spans.ts'), import('./trace-parts.ts')]);
  traceParts(parts, openSpans({ url, sampledRatio, role, processName, count: parts.metrics.spans }, log));
}
