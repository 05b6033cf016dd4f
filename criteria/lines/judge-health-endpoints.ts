import type { ReadinessSample } from '../../core/resource-sample.ts';
import { inWords, type Judgement, unknown } from '../judgement.ts';
import type { LineEvidence } from './line-evidence.ts';

/** Balancers look a few times before they believe it, and a check may be a few seconds old. */
const redWithinMs = 4_000;
/** Users are served again, and nobody is led to the process yet. */
const greenWithinMs = 15_000;
/** So many answers in a row are no accident of the moment at which they were asked. */
const answersMin = 3;

/** Faults by which a process cannot reach its database at all. */
const cutting = ['link-cut database', 'database-killed'];

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Readiness while the database is away: each process, asked once a second whether it is ready and at the same moment
 * for what users ask for. Where it fails all of them for seconds it must not say that it is ready, and where it serves
 * all of them for seconds afterwards it must.
 */
export function judgeHealthEndpoints({ resources, timeline }: LineEvidence): Judgement | undefined {
  if (resources.reports === undefined) return undefined;
  if (!resources.reports.readiness) {
    return { status: 'not-applicable', reason: 'the adapter names no question whether a process is ready' };
  }
  const spans = spansOf(timeline);
  if (spans.length === 0) return undefined;
  const seen = { red: 0, wronglyGreen: 0, wronglyRed: 0, green: 0 };
  const byProcess = Map.groupBy(
    resources.readiness.toSorted((a, b) => a.atMs - b.atMs),
    ({ process }) => process,
  );
  for (const samples of byProcess.values()) {
    for (const run of runsOf(samples)) {
      if (run[0]?.isServing === false) weighOutage(run, spans, seen);
      else if (spans.some(({ toMs }) => (run[0]?.atMs ?? 0) >= toMs - redWithinMs)) weighRecovery(run, seen);
    }
  }
  const figures = {
    ...{ operator: '=' as const, threshold: 0, unit: 'wrong answers', samples: seen.red + seen.green },
    value: seen.wronglyGreen + seen.wronglyRed,
    details: { 'red while it could not serve': seen.red, 'green afterwards': seen.green },
  };
  if (seen.wronglyGreen > 0) {
    const times = `${inWords(seen.wronglyGreen)} times`;
    return { status: 'fail', reason: `said ${times} that it was ready while it failed everybody`, ...figures };
  }
  if (seen.wronglyRed > 0) {
    const times = `${inWords(seen.wronglyRed)} times`;
    return { status: 'fail', reason: `said ${times} that it was not ready while it served everybody`, ...figures };
  }
  if (seen.red === 0)
    return unknown('not measured: no process failed for long enough while its database was away', figures);
  if (seen.green === 0)
    return unknown('not measured: nobody asked for long enough after the database was back', figures);
  return { status: 'pass', ...figures };
}

/** From when the database was away until it was back. */
function spansOf(timeline: LineEvidence['timeline']): readonly Span[] {
  return timeline.flatMap((event) => {
    if (event.event !== 'fault-injected' || !cutting.includes(event.fault)) return [];
    const healed = timeline.find(
      (later) => later.event === 'fault-healed' && later.fault === event.fault && later.atMs > event.atMs,
    );
    return [{ fromMs: event.atMs, toMs: healed?.atMs ?? Number.POSITIVE_INFINITY }];
  });
}

/** One after the other in which it served, or did not. */
function runsOf(samples: readonly ReadinessSample[]): readonly (readonly ReadinessSample[])[] {
  const runs: ReadinessSample[][] = [];
  for (const sample of samples) {
    const last = runs.at(-1);
    if (last !== undefined && last[0]?.isServing === sample.isServing) last.push(sample);
    else runs.push([sample]);
  }
  return runs;
}

interface Seen {
  red: number;
  wronglyGreen: number;
  wronglyRed: number;
  green: number;
}

/** Between two failures, some seconds behind the first one: the answer at the very end may be one of better times. */
function weighOutage(run: readonly ReadinessSample[], spans: readonly Span[], seen: Seen): void {
  const sinceMs = run[0]?.endMs ?? 0;
  const judged = run
    .slice(0, -1)
    .filter(
      ({ atMs, endMs }) =>
        atMs > sinceMs + redWithinMs && spans.some(({ fromMs, toMs }) => atMs > fromMs && endMs < toMs),
    );
  const green = judged.filter(({ isReady }) => isReady).length;
  seen.red += judged.length - green;
  if (green >= answersMin) seen.wronglyGreen += green;
}

function weighRecovery(run: readonly ReadinessSample[], seen: Seen): void {
  const sinceMs = run[0]?.endMs ?? 0;
  seen.green += run.filter(({ isReady }) => isReady).length;
  const red = run.filter(({ isReady, atMs }) => !isReady && atMs > sinceMs + greenWithinMs).length;
  if (red >= answersMin) seen.wronglyRed += red;
}
