import type { ProviderName } from '../../core/provider.ts';
import type { Recording } from '../on-ledger.ts';
import { arrivalsAt } from './bad-windows.ts';
import type { ConductSpan } from './conduct-spans.ts';

/** Requests that were on their way at once, at one provider. */
export interface OpenAtOnce {
  readonly provider: ProviderName;
  /** The most while it was well, and while it was silent to some or all. */
  readonly calm: number;
  readonly silent: number;
  readonly silentAtMs: number;
  /** Requests that were met by silence, and ended by their callers. */
  readonly givenUp: number;
  /** Rows of those that nobody gave up for longer than that. */
  readonly kept: readonly number[];
}

/** How long a caller may wait for a silent provider: 30 s, and 5 s more for a machine that stalls. */
export const patienceMs = 35_000;

export function openAtOnce(provider: ProviderName, recording: Recording): OpenAtOnce {
  const { providers } = recording.ledger;
  const { requests } = providers;
  const { rows } = arrivalsAt(provider, recording);
  const ends = rows.map((row) => requests.endedMs(row)).sort((a, b) => a - b);
  const kindAt = openKindAt(providers.conducts(provider));
  const kept: number[] = [];
  let [calm, silent, silentAtMs, givenUp, ended] = [0, 0, 0, 0, 0];
  for (const [at, row] of rows.entries()) {
    const arrivedMs = requests.arrivedMs(row);
    while (ended < ends.length && (ends[ended] as number) <= arrivedMs) ended += 1;
    const open = at + 1 - ended;
    const kind = kindAt(arrivedMs);
    if (kind === 'calm') calm = Math.max(calm, open);
    else if (kind === 'silent' && open > silent) [silent, silentAtMs] = [open, arrivedMs];
    if (!requests.isSilent(row)) continue;
    if (requests.endedMs(row) - arrivedMs > patienceMs) kept.push(row);
    else if (requests.at(row).ending === 'hung-up') givenUp += 1;
  }
  return { provider, calm, silent, silentAtMs, givenUp, kept };
}

/** Asked for moments in their order. */
function openKindAt(spans: readonly ConductSpan[]): (atMs: number) => 'calm' | 'silent' | 'other' {
  let at = 0;
  return (atMs) => {
    while (at + 1 < spans.length && (spans[at]?.toMs ?? 0) <= atMs) at += 1;
    const span = spans[at];
    if (span === undefined) return 'other';
    if (span.kind === 'silent' || (span.conduct?.shares.silent ?? 0) > 0) return 'silent';
    return span.kind === 'healthy' ? 'calm' : 'other';
  };
}
