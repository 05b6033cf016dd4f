import { forgedCredentials } from '../core/webhook.ts';
import type { Load } from './folds/windows.ts';
import type { StormKind, StormSeries } from './series.ts';
import { quantile } from './statistics/quantile.ts';

/** What a load of deliveries came to, second by second; undefined for one without any. */
export function stormSeries({ record, startedMs, phases }: Load): StormSeries | undefined {
  const { storm, plan } = record;
  const { deliveries, backlog } = storm;
  const count = deliveries.startMs.length;
  if (count === 0) return undefined;
  const lastMs = [...deliveries.endMs, ...backlog.atMs].reduce((latest, atMs) => Math.max(latest, atMs), startedMs);
  const length = Math.max(1, Math.floor((lastMs - startedMs) / 1000) + 1);
  const arrived = firstOfEach(deliveries.event, deliveries.startMs, () => true);
  const acknowledged = firstOfEach(deliveries.event, deliveries.endMs, (row) => deliveries.outcome[row] === 0);
  const latencies = Float64Array.from({ length: count }, (_, row) =>
    deliveries.outcome[row] === 2 ? Number.POSITIVE_INFINITY : at(deliveries.endMs, row) - at(deliveries.startMs, row),
  ).sort();
  const p95 = quantile(latencies, 0.95);
  return {
    ...{ plan: plan.name, fromMs: startedMs, length, phases, deliveries: count, events: arrived.length },
    acknowledgedEvents: acknowledged.length,
    overlapping: overlaps(deliveries),
    arrived: running(arrived, startedMs, length),
    acknowledged: running(acknowledged, startedMs, length),
    backlog: { ...backlog, done: doneAt(acknowledged, backlog) },
    acknowledgementP95Ms: Number.isFinite(p95) ? p95 : null,
    signatures: kindRows(deliveries.credential, deliveries.outcome, () => true),
    forms: kindRows(deliveries.form, deliveries.outcome, (row) => !isForged(deliveries.credential[row])),
  };
}

function at(column: readonly number[], row: number): number {
  return column[row] as number;
}

/** The earliest time of each event that has one. */
function firstOfEach(
  events: readonly number[],
  times: readonly number[],
  counts: (row: number) => boolean,
): readonly number[] {
  const first = new Map<number, number>();
  for (const [row, event] of events.entries()) {
    if (counts(row)) first.set(event, Math.min(first.get(event) ?? Number.POSITIVE_INFINITY, at(times, row)));
  }
  return [...first.values()];
}

/** What was acknowledged by the moment of each answer, less what waited then. */
function doneAt(acknowledged: readonly number[], { atMs, waiting }: Load['record']['storm']['backlog']): number[] {
  const times = Float64Array.from(acknowledged).sort();
  let before = 0;
  return atMs.map((moment, index) => {
    while (before < times.length && (times[before] as number) <= moment) before += 1;
    return Math.max(0, before - at(waiting, index));
  });
}

/** How many there were by the end of each second. */
function running(times: readonly number[], fromMs: number, length: number): readonly number[] {
  const counts = new Array<number>(length).fill(0);
  for (const time of times) {
    const second = Math.max(0, Math.min(length - 1, Math.floor((time - fromMs) / 1000)));
    counts[second] = at(counts, second) + 1;
  }
  let sum = 0;
  return counts.map((each) => {
    sum += each;
    return sum;
  });
}

/** Events of which two deliveries were under way at one moment. */
function overlaps({ event, startMs, endMs }: Load['record']['storm']['deliveries']): number {
  const rows = Array.from(event.keys()).sort((a, b) => at(event, a) - at(event, b) || at(startMs, a) - at(startMs, b));
  const met = new Set<number>();
  let untilMs = Number.NEGATIVE_INFINITY;
  let current = -1;
  for (const row of rows) {
    if (at(event, row) !== current) [current, untilMs] = [at(event, row), Number.NEGATIVE_INFINITY];
    if (at(startMs, row) < untilMs) met.add(current);
    untilMs = Math.max(untilMs, at(endMs, row));
  }
  return met.size;
}

function isForged(credential: string | undefined): boolean {
  return forgedCredentials.some((forged) => forged === credential);
}

function kindRows(
  kinds: readonly string[],
  outcome: readonly number[],
  counts: (row: number) => boolean,
): readonly StormKind[] {
  const fields = ['acknowledged', 'refused', 'unanswered'] as const;
  const rows = new Map<string, { name: string; deliveries: number } & Record<(typeof fields)[number], number>>();
  for (const [row, name] of kinds.entries()) {
    const field = fields[at(outcome, row)];
    if (field === undefined || !counts(row)) continue;
    const kind = rows.get(name) ?? { name, deliveries: 0, acknowledged: 0, refused: 0, unanswered: 0 };
    rows.set(name, kind);
    kind.deliveries += 1;
    kind[field] += 1;
  }
  return [...rows.values()].sort((a, b) => b.deliveries - a.deliveries || (a.name < b.name ? -1 : 1));
}
