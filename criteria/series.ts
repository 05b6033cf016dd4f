/**
 * What the report draws, counted while the run is judged: plain data, small (per second, never per request), the same
 * for the same run folder. All times are ms on the run's clock. Arrays of one `Seconds` have one entry a second, the
 * n-th for [fromMs + 1000·n, fromMs + 1000·(n + 1)); null: nothing was seen in that second.
 */
export interface Series {
  /** One a plan that was carried out, in the order of the plans. */
  readonly loads: readonly LoadSeries[];
  /** Requests of the measured phases that decide api-latency, from the intended start; failures are in `failed`. */
  readonly latency: Histogram;
  /** The same requests by route, slowest p95 first. */
  readonly routes: readonly RouteRow[];
  /** Probes of the prober, one a second. */
  readonly probes: Seconds & { readonly answered: readonly number[]; readonly failed: readonly number[] };
  readonly resources: ResourceSeries;
  /** One a plan that delivered webhooks. */
  readonly storms: readonly StormSeries[];
  /** Absent where the platform called no provider of ours. */
  readonly outgoing?: OutgoingSeries;
  /** What was broken meanwhile; absent where nothing was. */
  readonly faults?: readonly FaultBand[];
  /** One point a step of `stress`; empty where no plan steps up. */
  readonly capacity: readonly CapacityPoint[];
}

export interface Seconds {
  readonly fromMs: number;
  readonly length: number;
}

/** From a fault's lease to its healing, on the run's clock. */
export interface FaultBand {
  /** From 1 on through the run: what stands in a chart where the name has no room. */
  readonly number: number;
  readonly fault: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A phase of a plan on the run's clock. */
export interface PhaseSpan {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly measured: boolean;
}

export interface LoadSeries extends Seconds {
  readonly plan: string;
  readonly phases: readonly PhaseSpan[];
  readonly feeds: readonly string[];
  /** Journeys that the plan asked for in that second, that started in it, that ended in it. */
  readonly offered: readonly number[];
  readonly started: readonly number[];
  readonly finished: readonly number[];
  /** Journeys open during the whole of that second (the least that were open at one moment of it). */
  readonly open: readonly number[];
  /** HTTP requests that were sent in that second. */
  readonly requests: readonly number[];
  /** All requests, by the second of their (intended) start. */
  readonly latency: LatencySeries;
  /** Requests of operations that belong to a journey, by that journey's name; most requests first. */
  readonly journeys: readonly (LatencySeries & { readonly journey: string })[];
  /** Most requests first. */
  readonly routes: readonly (LatencySeries & { readonly route: string })[];
  /** Requests that count as errors, by kind, by the second of their end. */
  readonly errors: readonly { readonly kind: ErrorKind; readonly counts: readonly number[] }[];
}

/** A storm of webhooks; what it has so far is counted by the end of each second. */
export interface StormSeries extends Seconds {
  readonly plan: string;
  readonly phases: readonly PhaseSpan[];
  readonly deliveries: number;
  readonly events: number;
  readonly acknowledgedEvents: number;
  /** Events of which two deliveries were under way at one moment. */
  readonly overlapping: number;
  /** Events of which something was sent, and events that were acknowledged, so far. */
  readonly arrived: readonly number[];
  readonly acknowledged: readonly number[];
  /** What the platform said, whenever it was asked: events that waited, that it gave up, and so that were done. */
  readonly backlog: {
    readonly atMs: readonly number[];
    readonly waiting: readonly number[];
    readonly dead: readonly number[];
    readonly done: readonly number[];
  };
  /** Over all deliveries; null: more than 5 % had no answer. */
  readonly acknowledgementP95Ms: number | null;
  /** Deliveries by their signature, and the genuine ones by the form of their body; most deliveries first. */
  readonly signatures: readonly StormKind[];
  readonly forms: readonly StormKind[];
}

/** What the platform's calls to providers came to: around the times at which those failed, or over all of the run. */
export interface OutgoingSeries extends Seconds {
  readonly providers: readonly ProviderSeries[];
  /** What the platform said, whenever it was asked: bookings about which a call waited, and was given up. */
  readonly backlog: {
    readonly atMs: readonly number[];
    readonly waiting: readonly number[];
    readonly dead: readonly number[];
  };
}

export interface ProviderSeries extends Seconds {
  readonly provider: string;
  /** When it was told to be anything but healthy: `failing`, `mixed 48 %`. */
  readonly conducts: readonly PhaseSpan[];
  /** Requests by the second in which they came: answered, told that it failed, and left without a reply. */
  readonly answered: readonly number[];
  readonly failed: readonly number[];
  readonly unanswered: readonly number[];
  /** The same over all of the run. */
  readonly totals: { readonly answered: number; readonly failed: number; readonly unanswered: number };
  /** What was done, and what would have been done again but for the key. */
  readonly effects: number;
  readonly repeats: number;
}

export interface StormKind {
  /** `rotated`, `spaced`. */
  readonly name: string;
  readonly deliveries: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unanswered: number;
}

/** `count` includes failed requests, which weigh as infinitely slow; a quantile that is infinite is null. */
export interface LatencySeries {
  readonly count: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

export type ErrorKind = 'no reply' | 'throttled' | 'server error' | 'not recognised';

/** Log bins: the n-th holds latencies in [edgesMs[n], edgesMs[n + 1]); there is one edge more than counts. */
export interface Histogram {
  readonly edgesMs: readonly number[];
  readonly counts: readonly number[];
  /** Requests that failed: they have no latency. */
  readonly failed: number;
  readonly total: number;
  /** Over answered and failed requests; null: infinite, or no samples. */
  readonly quantilesMs: {
    readonly p50: number | null;
    readonly p90: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
    readonly p999: number | null;
    readonly max: number | null;
  };
}

export interface RouteRow {
  readonly route: string;
  readonly requests: number;
  readonly failed: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** Samples as they came, not per second: `atMs` says when. */
export interface ResourceSeries {
  readonly processes: readonly ProcessSeries[];
  readonly machine: {
    readonly cores: number;
    readonly atMs: readonly number[];
    /** Shares of all cores, 0 to 1, since the sample before. */
    readonly busy: readonly number[];
    readonly steal: readonly number[];
    readonly memoryAvailableBytes: readonly number[];
  } | null;
  readonly database: {
    readonly atMs: readonly number[];
    readonly connections: readonly number[];
    readonly active: readonly number[];
    readonly waitingForLock: readonly number[];
    readonly limit: number | null;
  } | null;
}

export interface ProcessSeries {
  readonly name: string;
  readonly role: string;
  readonly atMs: readonly number[];
  /** Cores in use, since the sample before: 1 is one whole core. */
  readonly cores: readonly number[];
  readonly rssBytes: readonly number[];
  readonly descriptors: readonly number[];
}

export interface CapacityPoint {
  readonly plan: string;
  readonly ratePerSecond: number;
  readonly p95Ms: number | null;
  readonly p95Interval: readonly [number, number] | null;
  readonly errorShare: number;
  readonly held: boolean;
  /** Why it did not hold. */
  readonly reason?: string;
}
