import type { Plan } from '../../core/plan.ts';
import type { RaceSummary } from '../../core/race-summary.ts';
import type { ContendOperation, Round } from '../../core/round.ts';
import { quantile } from '../statistics/quantile.ts';

/** What the contenders of a plan's races wrote. */
export interface RaceRecord {
  /** Contenders that wrote what came of them; a repeated line counts once. */
  contenders(): number;
  take(operation: ContendOperation): void;
  summaries(): readonly RaceSummary[];
}

/** Each VU knows its clock to within this: what lies closer together may have had the other order. */
const clockErrorMs = 1;

interface Raced {
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: string;
  readonly isThrottled: boolean;
}

interface RoundRecord {
  readonly round: Round;
  readonly seen: Set<number>;
  readonly raced: Raced[];
  isCut: boolean;
}

export function openRaceRecord(plan: Plan): RaceRecord {
  const rounds = new Map<number, RoundRecord>(
    plan.rounds?.map((round) => [round.number, { round, seen: new Set<number>(), raced: [], isCut: false }]),
  );
  return {
    contenders: () => [...rounds.values()].reduce((sum, { seen }) => sum + seen.size, 0),
    take({ type, startMs, endMs, value: { asked, answered } }) {
      const record = rounds.get(asked.round);
      if (record === undefined || record.seen.has(asked.contender)) return;
      record.seen.add(asked.contender);
      if (asked.isCut === true) record.isCut = true;
      if (type !== 'ok') return;
      const outcome = answered?.outcome ?? 'info';
      record.raced.push({ startMs, endMs, outcome, isThrottled: answered?.reason === 'throttled' });
    },
    summaries() {
      const shapes = new Map<string, RoundRecord[]>();
      for (const record of rounds.values()) {
        const known = shapes.get(record.round.shape);
        if (known === undefined) shapes.set(record.round.shape, [record]);
        else known.push(record);
      }
      return [...shapes].map(([shape, records]) => summaryOf(plan, shape, records));
    },
  };
}

function summaryOf(plan: Plan, shape: string, records: readonly RoundRecord[]): RaceSummary {
  const isSequence = records[0]?.round.isSequence ?? false;
  const throttled = records.filter(({ raced }) => raced.some(({ isThrottled }) => isThrottled));
  const counting = records.filter((record) => !throttled.includes(record));
  const overlaps = counting.map(({ raced }) => overlapOf(raced));
  const overlapped = overlaps.filter((most) => most > 1).length;
  const spreads = records.flatMap(({ raced }) => {
    const starts = raced.map(({ startMs }) => startMs);
    return starts.length < 2 ? [] : [Math.max(...starts) - Math.min(...starts)];
  });
  const count = (outcome: string): number =>
    records.reduce((sum, { raced }) => sum + raced.filter((each) => each.outcome === outcome).length, 0);
  return {
    ...{ plan: plan.name, shape, isSequence, planned: records.length, overlapped, throttled: throttled.length },
    title: plan.shapes?.find(({ name }) => name === shape)?.title ?? '',
    played: records.filter(isPlayed).length,
    largestOverlap: Math.max(0, ...overlaps.filter((most) => most > 1)),
    startSpreadMs: spreads.length === 0 ? null : rounded(quantile(Float64Array.from(spreads).sort(), 0.5)),
    outcomes: { ok: count('ok'), fail: count('fail'), info: count('info') },
    worth: isSequence || overlapped === 0 ? null : 1 - 0.05 ** (1 / overlapped),
  };
}

function isPlayed({ round, seen, isCut }: RoundRecord): boolean {
  return seen.size === round.contenders.length && !(isCut && round.isSequence === true);
}

/** Most requests that were surely under way at one moment: each began and ended half an error inside, at worst. */
function overlapOf(raced: readonly Raced[]): number {
  const edges: { readonly atMs: number; readonly by: number }[] = [];
  for (const { startMs, endMs } of raced) {
    const [fromMs, toMs] = [startMs + clockErrorMs / 2, endMs - clockErrorMs / 2];
    if (fromMs < toMs) edges.push({ atMs: fromMs, by: 1 }, { atMs: toMs, by: -1 });
  }
  // An end before a start at one moment: they only touch.
  edges.sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let [open, most] = [0, 0];
  for (const { by } of edges) {
    open += by;
    most = Math.max(most, open);
  }
  return most;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
