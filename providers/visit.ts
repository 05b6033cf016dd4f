import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Treatment } from './draw-treatment.ts';

/** One request from its arrival to its end. */
export interface Visit {
  /** The request's own in the journal. */
  readonly id: string;
  readonly arrivedMs: number;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly treatment: Treatment;
  /** How it ended before there was a reply; undefined while it can still have one. */
  ended(): VisitEnd | undefined;
  /** Settles with the end that came without a reply. */
  readonly over: Promise<void>;
  /** The provider itself ends it. */
  stop(): void;
}

export interface VisitEnd {
  readonly ending: 'hung-up' | 'stopped';
  readonly atMs: number;
}

type Arrival = Pick<Visit, 'id' | 'request' | 'response' | 'treatment'>;

export function openVisit(arrival: Arrival, nowMs: () => number): Visit {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  let ended: VisitEnd | undefined;
  const end = (ending: VisitEnd['ending']): void => {
    ended ??= { ending, atMs: nowMs() };
    resolve();
  };
  arrival.response.once('close', () => end('hung-up'));
  return {
    ...arrival,
    arrivedMs: nowMs(),
    ended: () => ended,
    over,
    stop() {
      end('stopped');
      arrival.request.socket.destroy();
    },
  };
}
