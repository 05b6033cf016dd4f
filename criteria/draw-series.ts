import { arrivalMs } from '../core/plan.ts';
import type { CapacityStep } from '../core/run.ts';
import { faultBands } from './fault-bands.ts';
import { type DecidingRequests, decidingRequests } from './folds/deciding-requests.ts';
import { errorKinds, type RequestColumns } from './folds/load-record.ts';
import { openJourneys, perSecond } from './folds/open-journeys.ts';
import type { OutgoingRecord } from './folds/outgoing-record.ts';
import type { Load } from './folds/windows.ts';
import { latencyPerSecond } from './latency-per-second.ts';
import type { LineEvidence } from './lines/line-evidence.ts';
import { providerSeries } from './provider-series.ts';
import { resourceSeries } from './resource-series.ts';
import type { CapacityPoint, Histogram, LatencySeries, LoadSeries, RouteRow, Series } from './series.ts';
import { quantile } from './statistics/quantile.ts';
import { stormSeries } from './storm-series.ts';

/** What the report draws, from the same columns that were judged. */
export function drawSeries(evidence: LineEvidence, outgoing: OutgoingRecord): Series {
  const { loads, probes, resources } = evidence;
  const calls = providerSeries(outgoing);
  const fed = evidence.feeding('api-latency');
  const requests = fed.length > 0 ? evidence.requests('api-latency') : decidingRequests(loads);
  const [fromMs, length] = spanOf(probes.dueMs);
  const dueWhen = (isAnswered: boolean): readonly number[] =>
    perSecond(
      probes.dueMs.filter((_, index) => probes.isAnswered[index] === isAnswered),
      fromMs,
      length,
    );
  const faults = faultBands(evidence.timeline);
  return {
    loads: loads.map(loadSeries),
    latency: histogramOf(requests),
    routes: routeRows(requests),
    probes: { fromMs, length, answered: dueWhen(true), failed: dueWhen(false) },
    resources: resourceSeries(resources),
    storms: loads.flatMap((load) => stormSeries(load) ?? []),
    ...(calls === undefined ? {} : { outgoing: calls }),
    ...(faults.length === 0 ? {} : { faults }),
    capacity: evidence.timeline.flatMap((event) => (event.event === 'capacity-found' ? event.steps.map(pointOf) : [])),
  };
}

function pointOf({ ratePerSecond, p95Ms, errorShare, held, reason }: CapacityStep): CapacityPoint {
  return { plan: 'stress', ratePerSecond, p95Ms, p95Interval: null, errorShare, held, reason };
}

/** The whole second before the first time, and the seconds to the last one. */
function spanOf(times: readonly number[]): readonly [number, number] {
  if (times.length === 0) return [0, 0];
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  const fromMs = Math.floor(first / 1000) * 1000;
  return [fromMs, Math.floor((last - fromMs) / 1000) + 1];
}

function loadSeries(load: Load): LoadSeries {
  const { record, startedMs, phases } = load;
  const { requests, journeys, plan } = record;
  const lastPhaseMs = phases.reduce((latest, { toMs }) => Math.max(latest, toMs), startedMs);
  const [, seen] = spanOf(requests.endMs.concat(startedMs));
  const length = Math.max(Math.ceil((lastPhaseMs - startedMs) / 1000), Math.min(seen, 86_400), 1);
  const count = (times: ArrayLike<number>): number[] => perSecond(times, startedMs, length);
  const latencies = latencyPerSecond(requests, startedMs, length);
  return {
    ...{ plan: plan.name, fromMs: startedMs, length, phases, feeds: plan.feeds },
    offered: count(offeredMs(load)),
    started: count(journeys.startMs),
    finished: count(journeys.endMs),
    open: openJourneys(journeys, startedMs, length),
    requests: count(requests.startMs),
    latency: latencies.all(),
    journeys: mostFirst(latencies.by(requests.journey)).map(([number, series]) => ({
      journey: record.nameOf(number),
      ...series,
    })),
    routes: mostFirst(latencies.by(requests.route)).map(([number, series]) => ({
      route: record.nameOf(number),
      ...series,
    })),
    errors: errorsPerSecond(requests, count),
  };
}

function offeredMs({ record, startedMs }: Load): readonly number[] {
  const times: number[] = [];
  for (const arrivals of record.plan.arrivals) {
    for (let n = 0; ; n += 1) {
      const atMs = arrivalMs(arrivals, n);
      if (atMs === undefined) break;
      times.push(startedMs + atMs);
    }
  }
  return times;
}

function mostFirst(series: ReadonlyMap<number, LatencySeries>): readonly (readonly [number, LatencySeries])[] {
  const total = ({ count }: LatencySeries): number => count.reduce((sum, each) => sum + each, 0);
  return [...series].sort(([, a], [, b]) => total(b) - total(a));
}

function errorsPerSecond(
  requests: RequestColumns,
  count: (times: readonly number[]) => number[],
): LoadSeries['errors'] {
  const times = errorKinds.map((): number[] => []);
  for (let index = 0; index < requests.error.length; index += 1) {
    const error = requests.error[index] as number;
    if (error > 0) times[error - 1]?.push(requests.endMs[index] as number);
  }
  return errorKinds.flatMap((kind, index) =>
    (times[index]?.length ?? 0) === 0 ? [] : [{ kind, counts: count(times[index] ?? []) }],
  );
}

const binsPerDecade = 20;

/** 20 bins a decade from 0.1 ms to 1,000 s, cut to those that hold something. */
function histogramOf({ latencies, sorted, failed }: DecidingRequests): Histogram {
  const edges = Array.from({ length: 7 * binsPerDecade + 1 }, (_, n) => 0.1 * 10 ** (n / binsPerDecade));
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const latency of latencies) {
    if (latency === Number.POSITIVE_INFINITY) continue;
    const bin = Math.floor(Math.log10(Math.max(latency, 0.1) / 0.1) * binsPerDecade);
    const at = Math.min(counts.length - 1, Math.max(0, bin));
    counts[at] = (counts[at] as number) + 1;
  }
  const first = Math.max(
    0,
    counts.findIndex((count) => count > 0),
  );
  const last = counts.findLastIndex((count) => count > 0);
  const at = (share: number): number | null => finite(quantile(sorted, share));
  return {
    edgesMs: edges.slice(first, Math.max(first, last) + 2).map((edge) => Number(edge.toPrecision(6))),
    counts: counts.slice(first, Math.max(first, last) + 1),
    failed,
    total: latencies.length,
    quantilesMs: { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), p999: at(0.999), max: at(1) },
  };
}

function routeRows({ sortedByRoute, routes }: DecidingRequests): readonly RouteRow[] {
  const rows = sortedByRoute.map((sorted, number): RouteRow => {
    const at = (share: number): number | null => finite(quantile(sorted, share));
    const failed = sorted.reduce((sum, value) => sum + (value === Number.POSITIVE_INFINITY ? 1 : 0), 0);
    return {
      ...{ route: routes[number] ?? '?', requests: sorted.length, failed },
      ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1) },
    };
  });
  const slowness = ({ p95Ms }: RouteRow): number => p95Ms ?? Number.POSITIVE_INFINITY;
  return rows.sort((a, b) => (slowness(b) > slowness(a) ? 1 : slowness(b) < slowness(a) ? -1 : 0));
}

/** What is infinite, or does not exist, is null: JSON knows neither. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}
