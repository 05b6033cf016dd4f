import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Parts } from './parts.ts';
import type { WriteKind } from './replies.ts';

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** A request was answered. */
  answered(method: string, route: string, status: number, seconds: number): void;
  /** A write was committed. */
  committed(kind: WriteKind): void;
}

export function createMetrics(parts: Parts): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [registry],
  });
  const writes = new Counter({
    name: 'booking_writes_total',
    help: 'Writes that were committed, by kind; answers replayed for an idempotency key do not count again.',
    labelNames: ['kind'],
    registers: [registry],
  });
  for (const state of ['total', 'idle', 'waiting'] as const) {
    new Gauge({
      name: `database_pool_${state}`,
      help: state === 'waiting' ? 'Requests that wait for a connection.' : `Connections of the pool: ${state}.`,
      registers: [registry],
      collect() {
        this.set(parts.pool.counts()[state]);
      },
    });
  }
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    committed: (kind) => writes.inc({ kind }),
  };
}
