import type { ProviderName } from '../../core/provider.ts';
import { lowerBound } from '../lower-bound.ts';
import type { Recording } from '../on-ledger.ts';
import type { ConductSpan } from './conduct-spans.ts';

/** A stretch of time in which a provider answered nobody well; ms on the run's clock. */
export interface BadWindow {
  readonly provider: ProviderName;
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: 'failing' | 'silent';
}

/** Stretches that touch are one; it is silent as soon as a part of it is. */
export function badWindows(provider: ProviderName, spans: readonly ConductSpan[]): readonly BadWindow[] {
  const windows: BadWindow[] = [];
  for (const { fromMs, toMs, kind } of spans) {
    if (kind !== 'failing' && kind !== 'silent') continue;
    const last = windows.at(-1);
    if (last?.toMs !== fromMs) windows.push({ provider, fromMs, toMs, kind });
    else windows[windows.length - 1] = { ...last, toMs, kind: last.kind === 'silent' ? 'silent' : kind };
  }
  return windows;
}

/** Rows of one provider by their arrival, to be counted in stretches of time. */
export interface Arrivals {
  readonly rows: readonly number[];
  /** Half-open. */
  between(fromMs: number, toMs: number): readonly number[];
}

export function arrivalsAt(provider: ProviderName, { ledger }: Recording): Arrivals {
  const { requests } = ledger.providers;
  const rows: number[] = [];
  for (let row = 0; row < requests.count(); row += 1) if (requests.provider(row) === provider) rows.push(row);
  rows.sort((a, b) => requests.arrivedMs(a) - requests.arrivedMs(b));
  const firstFrom = (ms: number): number =>
    lowerBound(rows.length, (place) => requests.arrivedMs(rows[place] as number) < ms);
  return {
    rows,
    between: (fromMs, toMs) => rows.slice(firstFrom(fromMs), Math.max(firstFrom(toMs), firstFrom(fromMs))),
  };
}

/** When bookings were acknowledged, each of which a provider has to hear of; sorted, ms on the run's clock. */
export function bookedAt({ ledger }: Recording): readonly number[] {
  const moments = ledger.stories().flatMap(({ entries }) => {
    const made = entries.find(({ verb, type }) => type === 'ok' && (verb === 'book' || verb === 'confirm'));
    return made === undefined ? [] : [made.endMs];
  });
  return moments.sort((a, b) => a - b);
}
