import type { Random } from '../../core/random.ts';
import type { CapacityPoint, Histogram, LatencySeries, LoadSeries, RouteRow, Series } from '../../criteria/series.ts';

const fromMs = 4000;

export interface SampleNames {
  readonly plan: string;
  readonly journeys: readonly string[];
  readonly routes: readonly string[];
  readonly processes: readonly { readonly name: string; readonly role: string }[];
}

/** A load of so many seconds: a ramp, a measured hour of the day with one bad moment, a fall. */
export function sampleSeries(random: Random, names: SampleNames, seconds: number, users: number): Series {
  const load = loadSeries(random, names, seconds, users);
  const every = Array.from({ length: seconds }, (_, second) => second);
  return {
    loads: [load],
    latency: histogram(random),
    routes: names.routes.map((route, index) => routeRow(random.fork(route), route, index)),
    probes: {
      fromMs,
      length: seconds,
      answered: every.map((second) => (second === Math.floor(seconds * 0.6) ? 0 : 1)),
      failed: every.map((second) => (second === Math.floor(seconds * 0.6) ? 1 : 0)),
    },
    resources: resources(random, names, seconds),
    storms: [storm(names, Math.min(seconds, 40))],
    outgoing: outgoing(names, Math.min(seconds, 60)),
    capacity: capacity(names.plan),
  };
}

/** Deliveries for half a minute, and a backlog that is gone some seconds later. */
function storm(names: SampleNames, length: number): Series['storms'][number] {
  const every = Array.from({ length }, (_, second) => second);
  const upTo = (second: number): number => Math.min(30, Math.max(0, second)) * 400;
  const atMs = every.map((second) => fromMs + second * 1000 + 350);
  return {
    ...{ plan: names.plan, fromMs, length, phases: [], deliveries: 21_400, events: 12_000, acknowledgedEvents: 11_640 },
    ...{ overlapping: 1_830, acknowledgementP95Ms: 18.42 },
    arrived: every.map((second) => upTo(second + 1)),
    acknowledged: every.map((second) => Math.round(upTo(second + 1) * 0.97)),
    backlog: {
      atMs,
      waiting: every.map((second) => Math.max(0, Math.min(second * 60, (36 - second) * 300))),
      dead: every.map((second) => Math.floor(second / 10)),
      done: every.map((second) => Math.max(0, upTo(second) * 0.97 - Math.min(second * 60, (36 - second) * 300))),
    },
    signatures: kindsNamed(names.routes),
    forms: kindsNamed(names.journeys),
  };
}

/** Two providers that fail in turn, and calls that wait until they are healthy again. */
function outgoing(names: SampleNames, length: number): NonNullable<Series['outgoing']> {
  const every = Array.from({ length }, (_, second) => second);
  const [first = 'calendar', second = 'messaging'] = names.routes;
  const at = (index: number): number => fromMs + index * 1000;
  return {
    ...{ fromMs, length },
    providers: [first, second].map((provider, place) => ({
      ...{ provider, fromMs, length, effects: 640, repeats: 31 },
      conducts: [
        { name: 'mixed 48 %', fromMs: at(5), toMs: at(18), measured: false },
        { name: place === 0 ? 'failing' : 'silent', fromMs: at(22), toMs: at(33), measured: false },
      ],
      answered: every.map((index) => (index > 22 && index < 33 ? 0 : 9 + (index % 4))),
      failed: every.map((index) => (index > 22 && index < 33 && place === 0 ? index % 2 : index % 3)),
      unanswered: every.map((index) => (index > 22 && index < 33 && place === 1 ? index % 2 : 0)),
      totals: { answered: 660, failed: 57, unanswered: 12 * place },
    })),
    backlog: {
      atMs: every.map((index) => at(index) + 300),
      waiting: every.map((index) => (index < 22 ? index % 3 : Math.max(0, Math.min(index - 20, 40 - index)) * 9)),
      dead: every.map((index) => (index > 40 ? 1 : 0)),
    },
  };
}

function kindsNamed(names: readonly string[]): Series['storms'][number]['forms'] {
  return names.map((name, index) => ({
    ...{ name, deliveries: 9_000 / (index + 1), acknowledged: index === 1 ? 0 : 9_000 / (index + 1) },
    ...{ refused: index === 1 ? 4_500 : 0, unanswered: index },
  }));
}

function loadSeries(random: Random, names: SampleNames, seconds: number, users: number): LoadSeries {
  const ramp = Math.floor(seconds / 6);
  const level = (second: number): number =>
    Math.min(1, second / ramp, Math.max(0, (seconds - second - 1) / (ramp / 2)));
  const every = Array.from({ length: seconds }, (_, second) => second);
  const about = (value: number): number => Math.max(0, Math.round(value * random.between(0.85, 1.15)));
  const offered = every.map((second) =>
    about((users / 45) * (second < seconds - ramp / 2 ? Math.max(0.2, level(second)) : 0)),
  );
  const started = offered.map((value, second) => (second % 37 === 5 ? Math.max(0, value - 1) : value));
  return {
    plan: names.plan,
    phases: [
      { name: 'warm-up', fromMs, toMs: fromMs + ramp * 1000, measured: false },
      { name: 'busy hour', fromMs: fromMs + ramp * 1000, toMs: fromMs + (seconds - ramp / 2) * 1000, measured: true },
      { name: 'fall', fromMs: fromMs + (seconds - ramp / 2) * 1000, toMs: fromMs + seconds * 1000, measured: false },
    ],
    feeds: ['api-latency', 'error-rate', 'booking-success', 'booking-time'],
    fromMs,
    length: seconds,
    offered,
    started,
    finished: every.map((second) => started[second - 14] ?? 0),
    open: every.map((second) => Math.round(users * 1.06 * level(second) + random.between(0, users * 0.03))),
    requests: every.map((second) => about(160 * level(second))),
    latency: latencySeries(random.fork('all'), seconds, 1, 160),
    journeys: names.journeys.map((journey, index) => ({
      journey,
      ...latencySeries(random.fork(journey), seconds, 1 + index / 3, 90 / (index + 1)),
    })),
    routes: names.routes.map((route, index) => ({
      route,
      ...latencySeries(random.fork(route), seconds, 0.6 + index / 4, 60 / (index * index + 1)),
    })),
    errors: [
      { kind: 'server error', counts: every.map((second) => (second % 23 === 7 ? 1 + random.integer(2) : 0)) },
      { kind: 'no reply', counts: every.map((second) => (Math.abs(second - seconds * 0.6) < 2 ? 6 : 0)) },
      { kind: 'throttled', counts: every.map(() => 0) },
      { kind: 'not recognised', counts: every.map((second) => (second === Math.floor(seconds * 0.8) ? 1 : 0)) },
    ],
  };
}

function latencySeries(random: Random, seconds: number, slowness: number, perSecond: number): LatencySeries {
  const rows = Array.from({ length: seconds }, (_, second) => {
    const count = Math.round(perSecond * random.between(0.7, 1.3));
    const stall = Math.abs(second - seconds * 0.6) < 3 ? 12 : 1;
    const base = slowness * stall * random.between(0.9, 1.15);
    const seen = (value: number): number | null => (count === 0 ? null : value);
    const isBroken = Math.abs(second - seconds * 0.6) < 1;
    return {
      count,
      p50: seen(base * 7.4),
      p95: seen(base * random.between(24, 34)),
      p99: isBroken ? null : seen(base * random.between(45, 80)),
      max: isBroken ? null : seen(base * random.between(90, 240)),
    };
  });
  return {
    count: rows.map((row) => row.count),
    p50: rows.map((row) => row.p50),
    p95: rows.map((row) => row.p95),
    p99: rows.map((row) => row.p99),
    max: rows.map((row) => row.max),
  };
}

function histogram(random: Random): Histogram {
  const edgesMs = Array.from({ length: 121 }, (_, index) => 0.5 * 10 ** (index / 30));
  const counts = edgesMs.slice(1).map((edge) => {
    const body = 1500 * Math.exp(-((Math.log(edge / 8) / 0.55) ** 2));
    const second = 100 * Math.exp(-((Math.log(edge / 60) / 0.5) ** 2));
    const tail = edge > 200 && edge < 900 ? random.integer(3) : 0;
    return Math.round(body + second + tail);
  });
  const failed = 19;
  return {
    edgesMs,
    counts,
    failed,
    total: counts.reduce((sum, value) => sum + value, failed),
    quantilesMs: { p50: 7.93, p90: 24.1, p95: 46.283, p99: 112.7, p999: 641, max: null },
  };
}

function routeRow(random: Random, route: string, index: number): RouteRow {
  const p50Ms = random.between(4, 9);
  return {
    route,
    requests: Math.round(24_000 / (index + 1)),
    failed: index === 0 ? 12 : index === 2 ? 7 : 0,
    p50Ms,
    p95Ms: p50Ms * (9 - index),
    p99Ms: p50Ms * (14 - index),
    maxMs: index === 2 ? null : p50Ms * 80,
  };
}

function resources(random: Random, names: SampleNames, seconds: number): Series['resources'] {
  const atMs = Array.from({ length: seconds / 2 }, (_, index) => fromMs + index * 2000);
  const load = (index: number): number => Math.min(1, index / 15, (atMs.length - index) / 8);
  return {
    processes: names.processes.map(({ name, role }, place) => ({
      name,
      role,
      atMs,
      cores: atMs.map((_, index) => load(index) * random.between(0.2, 0.34) * (place === 3 ? 2.2 : 1)),
      rssBytes: atMs.map((_, index) => 60e6 * (place + 1) + load(index) * 45e6 + index * 5e4),
      descriptors: atMs.map((_, index) => Math.round(24 + load(index) * 30)),
    })),
    machine: {
      cores: 2,
      atMs,
      busy: atMs.map((_, index) => 0.08 + load(index) * random.between(0.55, 0.75)),
      steal: atMs.map(() => random.between(0, 0.04)),
      memoryAvailableBytes: atMs.map((_, index) => 5.2e9 - load(index) * 6e8),
    },
    database: {
      atMs,
      connections: atMs.map((_, index) => Math.round(4 + load(index) * 14)),
      active: atMs.map((_, index) => Math.round(load(index) * random.between(1, 7))),
      waitingForLock: atMs.map(() => (random.chance(0.06) ? 1 : 0)),
      limit: 20,
    },
  };
}

function capacity(plan: string): readonly CapacityPoint[] {
  return [100, 150, 200, 250, 300, 350, 400].map((ratePerSecond) => {
    const p95Ms = 20 + 3e-9 * ratePerSecond ** 4;
    const gaveUp = ratePerSecond === 400;
    return {
      plan,
      ratePerSecond,
      p95Ms: gaveUp ? null : p95Ms * 3.2,
      p95Interval: gaveUp ? null : ([p95Ms * 2.9, p95Ms * 3.8] as const),
      errorShare: gaveUp ? 0.081 : 0,
      held: !gaveUp && p95Ms * 3.2 < 200,
    };
  });
}
