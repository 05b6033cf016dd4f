import type { Operation } from '../../core/operation.ts';
import type { Conduct, ProviderLine, ProviderRequest } from '../../core/provider.ts';
import { type Backlog, openBacklogRecord } from './backlog-record.ts';

/** What one provider saw of the platform's calls, in columns. Times on the run's clock. */
export interface ProviderColumns {
  readonly arrivedMs: number[];
  /** 0 answered, 1 told that it failed, 2 no reply. */
  readonly outcome: number[];
  /** What it did, and what it would have done again but for the key. */
  effects: number;
  repeats: number;
  readonly conducts: { readonly atMs: number; readonly conduct: Conduct }[];
}

/** What the platform's calls to providers came to, and what it said that waits. */
export interface OutgoingRecord {
  readonly providers: ReadonlyMap<string, ProviderColumns>;
  backlog(): Backlog;
  take(operation: Operation): void;
  takeLine(line: ProviderLine): void;
}

export function openOutgoingRecord(): OutgoingRecord {
  const providers = new Map<string, ProviderColumns>();
  const backlog = openBacklogRecord('read-outgoing');
  const columnsOf = (name: string): ProviderColumns => {
    const known = providers.get(name);
    if (known !== undefined) return known;
    const fresh = { arrivedMs: [], outcome: [], effects: 0, repeats: 0, conducts: [] };
    providers.set(name, fresh);
    return fresh;
  };
  return {
    providers,
    backlog: backlog.sums,
    take: backlog.take,
    takeLine(line) {
      if ('schemaVersion' in line) return void columnsOf(line.source);
      const columns = columnsOf(line.provider);
      if ('mark' in line) {
        if (line.mark === 'conduct') columns.conducts.push({ atMs: line.atMs, conduct: line.conduct });
        return;
      }
      columns.arrivedMs.push(line.arrivedMs);
      columns.outcome.push(outcomeOf(line));
      if (line.effect !== undefined) columns.effects += 1;
      if (line.repeats !== undefined) columns.repeats += 1;
    },
  };
}

/** A refusal is an answer; what nobody can read is none, whatever its status. */
function outcomeOf({ status, behaviour }: ProviderRequest): number {
  if (status === 0) return 2;
  return status >= 500 || status === 429 || behaviour === 'garbage' ? 1 : 0;
}
