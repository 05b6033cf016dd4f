import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Queue } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { WriteKind } from './replies.ts';
import type { ProviderName, Settings } from './settings.ts';

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** A request was answered. */
  answered(method: string, route: string, status: number, seconds: number): void;
  /** A write was committed. */
  committed(kind: WriteKind): void;
  /** A provider was called: it did what it was to do, it said no, or nothing is known. */
  called(provider: ProviderName, outcome: 'delivered' | 'refused' | 'failed'): void;
  /** Spans went to the collector, or were lost on the way, or found the queue full. */
  spans(outcome: 'exported' | 'failed' | 'dropped', count: number): void;
  /** The cache was asked: it had all that was wanted, or not, or it could not be asked. */
  cacheRead(outcome: 'hit' | 'miss' | 'failed'): void;
  /** The replica was asked: it was at the versions wanted, or not, or it could not be asked. */
  replicaRead(outcome: 'served' | 'other' | 'failed'): void;
}

export function createMetrics(parts: Parts, { replicaUrl }: Pick<Settings, 'replicaUrl'>): Metrics {
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
  const calls = new Counter({
    name: 'outgoing_calls_total',
    help: 'Calls to providers that this process made, by outcome.',
    labelNames: ['provider', 'outcome'],
    registers: [registry],
  });
  const spans = new Counter({
    name: 'trace_spans_total',
    help: 'Spans of sampled traces that came to an end, by outcome; none where traces are off.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const cacheReads = new Counter({
    name: 'slot_cache_reads_total',
    help: 'Looks into the cache of slots, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const replicaReads = new Counter({
    name: 'replica_reads_total',
    help: 'Reads that went to the replica, by outcome; all but those that it served went to the database then.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  observeQueues(parts, registry);
  if (replicaUrl !== undefined) observeReplica(parts, registry);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    committed: (kind) => writes.inc({ kind }),
    called: (provider, outcome) => calls.inc({ provider, outcome }),
    spans: (outcome, count) => spans.inc({ outcome }, count),
    cacheRead: (outcome) => cacheReads.inc({ outcome }),
    replicaRead: (outcome) => replicaReads.inc({ outcome }),
  };
}

/** What waits in the outbox is read when somebody asks, once for all figures of it. */
function observeQueues(parts: Parts, registry: Registry): void {
  let reading: Promise<readonly Queue[]> | undefined;
  const read = (): Promise<readonly Queue[]> => {
    reading ??= parts.transactions
      .read((client) => parts.outbox.queues(client))
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  for (const [name, help, figure] of [
    ['outgoing_waiting', 'What is yet to be told to a provider.', ({ waiting }: Queue) => waiting],
    ['outgoing_dead', 'What was given up.', ({ dead }: Queue) => dead],
    ['outgoing_oldest_seconds', 'Age of the oldest that waits.', ({ ageSeconds }: Queue) => ageSeconds],
  ] as const) {
    new Gauge({
      ...{ name, help, labelNames: ['provider'], registers: [registry] },
      async collect() {
        // A database that does not answer leaves the last figures.
        const queues = await read().catch(() => undefined);
        if (queues === undefined) return;
        this.reset();
        for (const queue of queues) this.set({ provider: queue.provider }, figure(queue));
      },
    });
  }
}

/** No lag is shown that nobody knows. */
function observeReplica(parts: Parts, registry: Registry): void {
  new Gauge({
    name: 'replica_up',
    help: '1: the replica answers, and as a replica. 0: it does not.',
    registers: [registry],
    async collect() {
      this.set((await parts.replica.follow()).isUp ? 1 : 0);
    },
  });
  new Gauge({
    name: 'replica_lag_seconds',
    help: 'Age of the oldest moment of the database that the replica has not reached; 0: it has all that there is.',
    registers: [registry],
    async collect() {
      const { lagSeconds } = await parts.replica.follow();
      if (lagSeconds === undefined) this.remove();
      else this.set(lagSeconds);
    },
  });
}
