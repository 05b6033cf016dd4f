import type { Checker, Circumstances, Completeness } from '../../checkers/checker.ts';
import { type OpenLedger, openLedger } from '../../checkers/ledger.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Finding } from '../../core/finding.ts';
import type { Operation } from '../../core/operation.ts';

/** What was recorded, and what is known of it where that is not everything. */
export interface Told {
  readonly operations: readonly Operation[];
  readonly initial?: readonly StoredBooking[];
  readonly final?: readonly StoredBooking[];
  readonly circumstances?: Partial<Circumstances>;
  readonly completeness?: Partial<Completeness>;
}

/** One law over one recording. */
export function judged(law: Checker, told: Told): Finding {
  const unseenOperations = told.completeness?.unseenOperations ?? 0;
  return law.open({ world: undefined, isShared: false, ...told.circumstances }, ledgerOf(told)).close({
    ...{ unseenOperations, isHistoryWhole: unseenOperations === 0, isInitialComplete: true, isFinalComplete: true },
    ...{ clockErrorMs: 2, ...told.completeness },
  });
}

export function ledgerOf({ operations, initial = [], final = [] }: Told): OpenLedger {
  const ledger = openLedger();
  for (const operation of operations) ledger.take(operation);
  for (const booking of initial) ledger.takeInitial(booking);
  for (const booking of final) ledger.takeFinal(booking);
  return ledger;
}
