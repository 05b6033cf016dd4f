import type { Finding } from '../core/finding.ts';
import type { Checker, Circumstances, Completeness } from './checker.ts';
import type { Ledger } from './ledger.ts';

/** All that a law knows when everything was recorded. */
export interface Recording extends Circumstances, Completeness {
  readonly ledger: Ledger;
}

/** A law that needs nothing but the ledger, and judges it when it is whole. */
export function onLedger(name: string, judge: (recording: Recording) => Omit<Finding, 'by'>): Checker {
  return {
    name,
    open: (circumstances, ledger) => ({
      close: (completeness) => ({ by: name, ...judge({ ...circumstances, ...completeness, ledger }) }),
    }),
  };
}
