import type { Behaviour, Conduct } from '../core/provider.ts';
import type { OutgoingRecord, ProviderColumns } from './folds/outgoing-record.ts';
import type { OutgoingSeries, PhaseSpan, ProviderSeries } from './series.ts';

/** Of a long run only the time around the failures is drawn: from so much before the first. */
const aroundMs = 10_000;
/** So much behind the last call, or the last answer that something waits. */
const afterMs = 1_000;

/** Calls to providers second by second, and what waited; undefined where no provider was called. */
export function providerSeries({ providers, backlog }: OutgoingRecord): OutgoingSeries | undefined {
  const called = [...providers].filter(([, { arrivedMs }]) => arrivedMs.length > 0);
  if (called.length === 0) return undefined;
  const { atMs, waiting, dead } = backlog();
  const busyMs = atMs.filter((_, index) => (waiting[index] as number) > 0);
  const times = called.flatMap(([, { arrivedMs }]) => arrivedMs);
  const endMs = latest([...times, ...busyMs]);
  const failures = called.flatMap(([, columns]) => conductsOf(columns, endMs));
  const earliestMs =
    failures.length === 0 ? earliest(times) : earliest(failures.map(({ fromMs }) => fromMs)) - aroundMs;
  const fromMs = Math.max(0, Math.floor(earliestMs / 1000) * 1000);
  const length = Math.max(1, Math.ceil((endMs + afterMs - fromMs) / 1000));
  const span = { fromMs, length };
  const isShown = (at: number): boolean => at >= fromMs && at <= fromMs + length * 1000;
  const shown = <Value>(values: readonly Value[]): readonly Value[] =>
    values.filter((_, index) => isShown(atMs[index] as number));
  return {
    ...span,
    providers: called.map(([provider, columns]) => seriesOf(provider, columns, endMs, span)),
    backlog: { atMs: shown(atMs), waiting: shown(waiting), dead: shown(dead) },
  };
}

function seriesOf(
  provider: string,
  columns: ProviderColumns,
  endMs: number,
  { fromMs, length }: Pick<ProviderSeries, 'fromMs' | 'length'>,
): ProviderSeries {
  const counts = [0, 1, 2].map(() => new Array<number>(length).fill(0));
  const totals = [0, 0, 0];
  for (const [row, atMs] of columns.arrivedMs.entries()) {
    const outcome = columns.outcome[row] as number;
    totals[outcome] = (totals[outcome] as number) + 1;
    const second = Math.floor((atMs - fromMs) / 1000);
    const perSecond = counts[outcome];
    if (perSecond?.[second] !== undefined) perSecond[second] += 1;
  }
  const [answered = [], failed = [], unanswered = []] = counts;
  return {
    ...{ provider, fromMs, length, conducts: conductsOf(columns, endMs), answered, failed, unanswered },
    ...{ totals: { answered: totals[0] ?? 0, failed: totals[1] ?? 0, unanswered: totals[2] ?? 0 } },
    ...{ effects: columns.effects, repeats: columns.repeats },
  };
}

/** The times in which it was told to be anything but healthy, named by what it was told. */
function conductsOf({ conducts }: ProviderColumns, endMs: number): readonly PhaseSpan[] {
  const sorted = conducts.toSorted((a, b) => a.atMs - b.atMs);
  return sorted.flatMap(({ atMs, conduct }, index) => {
    const name = nameOf(conduct);
    if (name === undefined) return [];
    return [{ name, fromMs: atMs, toMs: Math.max(atMs, sorted[index + 1]?.atMs ?? endMs), measured: false }];
  });
}

function nameOf({ shares }: Conduct): string | undefined {
  const parts = (Object.entries(shares) as [Behaviour, number][]).filter(
    ([behaviour, share]) => share > 0 && behaviour !== 'healthy',
  );
  const [only] = parts;
  if (only === undefined) return undefined;
  const percent = Math.round(100 * parts.reduce((sum, [, share]) => sum + share, 0));
  if (parts.length > 1) return `mixed ${percent} %`;
  return percent === 100 ? only[0] : `${percent} % ${only[0]}`;
}

function earliest(times: readonly number[]): number {
  return times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
}

function latest(times: readonly number[]): number {
  return times.reduce((last, time) => Math.max(last, time), Number.NEGATIVE_INFINITY);
}
