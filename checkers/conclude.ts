import type { Finding } from '../core/finding.ts';
import type { Recording } from './on-ledger.ts';
import type { OpenWitness } from './open-witness.ts';

/** What a law saw, for `conclude` to weigh. */
export interface Seen {
  readonly examined: number;
  readonly reached: NonNullable<Finding['reached']>;
  /** Why nothing can be said, in words: the interesting states were not reached, or something was not told. */
  readonly lacks?: string | undefined;
  /** What holds, in one sentence. */
  readonly good: string;
  /** The fewest missing lines that explain all cases, where that is not one for each; asked for when lines miss. */
  readonly explainedBy?: () => number;
}

/**
 * A law's finding from its cases: convicted when there are more than missing lines of the history explain, unknown
 * where something was missing or never came about, else valid.
 */
export function conclude<Kind extends string>(
  witness: OpenWitness<Kind>,
  { examined, reached, lacks, good, explainedBy }: Seen,
  { unseenOperations, isHistoryWhole }: Recording,
): Omit<Finding, 'by'> {
  const cases = witness.totalBut();
  const isMissing = cases > 0 && unseenOperations > 0;
  if ((isMissing && explainedBy !== undefined ? explainedBy() : cases) > unseenOperations) {
    return { validity: 'invalid', examined, reached, summary: witness.summary(), witness: witness.close() };
  }
  const unknown = (summary: string): Omit<Finding, 'by'> => ({ validity: 'unknown', examined, reached, summary });
  if (cases > 0) {
    const missing = Number.isFinite(unseenOperations) ? `${unseenOperations}` : 'an unknown number of';
    return unknown(`${witness.summary()}; but ${missing} operations have no line in the history and may explain it`);
  }
  if (lacks !== undefined) return unknown(lacks);
  if (!isHistoryWhole) return unknown('lines of the history are missing, and may hide what is wrong');
  return { validity: 'valid', examined, reached, summary: good };
}

/** What the platform does not have is not demanded of it. */
export function notApplicable(what: string): Omit<Finding, 'by'> {
  return { validity: 'not-applicable', examined: 0, summary: `the target has no ${what}` };
}
