import type { Recording } from '../on-ledger.ts';
import type { JudgedProviders } from './judged-providers.ts';

/**
 * Attempts of one call, from one that failed on for as long as they go on failing, and the attempt behind that. In the
 * order in which they came.
 */
export interface RunOfFailures {
  readonly rows: readonly number[];
}

/** Of every call that was tried again at all. */
export function runsOfFailures({ names }: JudgedProviders, { ledger }: Recording): readonly RunOfFailures[] {
  const { requests } = ledger.providers;
  const runs: RunOfFailures[] = [];
  for (const rows of rowsByCall(requests)) {
    if (!names.has(requests.provider(rows[0] as number))) continue;
    let open: number[] = [];
    for (const row of rows) {
      open.push(row);
      if (requests.isFailed(row)) continue;
      if (open.length > 1) runs.push({ rows: open });
      open = [];
    }
    if (open.length > 1) runs.push({ rows: open });
  }
  return runs;
}

/** Rows of each call that has several, by their arrival. */
function rowsByCall(requests: Recording['ledger']['providers']['requests']): readonly number[][] {
  const first = new Int32Array(requests.calls()).fill(-1);
  const several = new Map<number, number[]>();
  for (let row = 0; row < requests.count(); row += 1) {
    const call = requests.call(row);
    if (call === -1) continue;
    const before = first[call] as number;
    const known = several.get(call);
    if (before === -1) first[call] = row;
    else if (known === undefined) several.set(call, [before, row]);
    else known.push(row);
  }
  const all = [...several.values()];
  for (const rows of all) rows.sort((a, b) => requests.arrivedMs(a) - requests.arrivedMs(b) || a - b);
  return all;
}
