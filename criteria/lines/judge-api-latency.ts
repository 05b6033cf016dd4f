import { isTraceId } from '../../core/is-trace-id.ts';
import type { DecidingRequests } from '../folds/deciding-requests.ts';
import { decide, inWords, type Judgement, unknown } from '../judgement.ts';
import { quantile } from '../statistics/quantile.ts';
import { quantileInterval } from '../statistics/quantile-interval.ts';
import { gatedByLoad } from './gated-by-load.ts';
import type { LineEvidence } from './line-evidence.ts';

const share = 0.95;
const samplesMin = 200;

/** Per request, from when it was due; a failed request is infinitely slow. */
export function judgeApiLatency(evidence: LineEvidence): Judgement | undefined {
  return judgeLatency(evidence, 'api-latency', { operator: '<', threshold: 200, unit: 'ms' });
}

/** The same for deliveries: a sender waits some seconds, and then counts the delivery as lost. */
export function judgeWebhookTimeouts(evidence: LineEvidence): Judgement | undefined {
  return judgeLatency(evidence, 'webhook-timeouts', { operator: '<=', threshold: 2_000, unit: 'ms' });
}

interface LatencyBound {
  readonly operator: '<' | '<=';
  readonly threshold: number;
  readonly unit: 'ms';
}

function judgeLatency(evidence: LineEvidence, criterion: string, bound: LatencyBound): Judgement | undefined {
  if (evidence.feeding(criterion).length === 0) return undefined;
  const requests = evidence.requests(criterion);
  const samples = requests.latencies.length;
  if (samples < samplesMin) {
    const more = `${inWords(samplesMin - samples)} more would do`;
    return unknown(`too few samples: ${inWords(samples)} requests in measured phases, ${more}`, { ...bound, samples });
  }
  const { value, interval } = quantileInterval(
    { values: requests.latencies, bins: requests.bins, binCount: requests.binCount, sorted: requests.sorted },
    share,
  );
  const details = { ...spread(requests), ...slowestRoute(requests), ...slowestTrace(requests) };
  const judgement = decide({
    ...bound,
    value: shown(value),
    interval: [shown(interval[0]), shown(interval[1])],
    samples,
    details,
  });
  return gatedByLoad(judgement, evidence.generator, interval[0] - delaysMs(evidence) < bound.threshold);
}

/** A generator that begins late because it waits for a processor reads each reply as late. */
function delaysMs({ generator }: LineEvidence): number {
  return 2 * (generator.lagMsP99 ?? 0);
}

function spread({ sorted, failed }: DecidingRequests): Record<string, number | string> {
  const at = (quota: number): number | string => detail(quantile(sorted, quota));
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), failed };
}

/** The route with the slowest 95th percentile, among those with enough requests to have one. */
function slowestRoute({ sortedByRoute, routes }: DecidingRequests): Record<string, number | string> {
  let slowest: { readonly name: string; readonly p95: number } | undefined;
  for (const [number, sorted] of sortedByRoute.entries()) {
    if (sorted.length < 20) continue;
    const p95 = quantile(sorted, share);
    if (slowest === undefined || p95 > slowest.p95) slowest = { name: routes[number] ?? '?', p95 };
  }
  return slowest === undefined ? {} : { 'slowest route': slowest.name, 'slowest route p95': detail(slowest.p95) };
}

/** To be looked up in the platform's own store of traces. */
function slowestTrace({ slowestId = '' }: DecidingRequests): Record<string, string> {
  return isTraceId(slowestId) ? { 'slowest trace': slowestId } : {};
}

function shown(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** A detail is a number or a word: JSON has no infinity. */
function detail(value: number): number | string {
  return Number.isFinite(value) ? shown(value) : 'infinite';
}
