import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';
import type { ProviderLine } from '../core/provider.ts';
import { accounting } from './accounting.ts';
import { availability } from './availability.ts';
import { backoff } from './backoff.ts';
import type { Checker, Circumstances, Completeness } from './checker.ts';
import { circuitBreakers } from './circuit-breakers.ts';
import { correlation } from './correlation.ts';
import { doubleBooking } from './double-booking.ts';
import { exactlyOnce } from './exactly-once.ts';
import { guarded } from './guarded.ts';
import { idempotency } from './idempotency.ts';
import { openLedger } from './ledger.ts';
import { linearizability } from './linearizability.ts';
import { liveness } from './liveness.ts';
import { observations } from './observations.ts';
import { orderIndependence } from './order-independence.ts';
import { inOurWords } from './outgoing/in-our-words.ts';
import { reconciliation } from './reconciliation.ts';
import { openRestored } from './restored.ts';
import { sessionGuarantees } from './session-guarantees.ts';
import { signatures } from './signatures.ts';
import { tenantIsolation } from './tenant-isolation.ts';
import { timeouts } from './timeouts.ts';

/** Every law, in the order in which the report tells them. */
const laws: readonly Checker[] = [
  accounting,
  doubleBooking,
  observations,
  idempotency,
  sessionGuarantees,
  tenantIsolation,
  availability,
  linearizability,
  exactlyOnce,
  orderIndependence,
  signatures,
  liveness,
  reconciliation,
  backoff,
  circuitBreakers,
  timeouts,
  correlation,
];

/** All laws over one recording; fed as a checker is, closed once. */
export interface OpenLaws {
  take(operation: Operation): void;
  takeInitial(booking: StoredBooking): void;
  takeFinal(booking: StoredBooking): void;
  /** What a platform shows that was brought back from a backup; after the initial state. */
  takeRestored(booking: StoredBooking): void;
  /** Of the providers' journals, each in its own order; at any time before the end. */
  takeProvider(line: ProviderLine): void;
  close(completeness: Completeness): readonly Finding[];
}

export function openLaws(told: Circumstances): OpenLaws {
  const { circumstances, translate } = inOurWords(told);
  const ledger = openLedger();
  const open = laws.map((law) => guarded(law, circumstances, ledger));
  const fed = open.filter(({ isFed }) => isFed);
  const { backup } = circumstances;
  const restored = backup === undefined ? undefined : openRestored(circumstances, backup);
  let operations = 0;
  return {
    take(operation) {
      operations += 1;
      ledger.take(operation);
      for (const law of fed) law.take(operation);
      restored?.take(operation);
    },
    takeInitial(booking) {
      ledger.takeInitial(booking);
      restored?.takeInitial(booking);
      for (const law of fed) law.takeInitial(booking);
    },
    takeFinal(booking) {
      ledger.takeFinal(booking);
      for (const law of fed) law.takeFinal(booking);
    },
    takeRestored: (booking) => restored?.takeRestored(booking),
    takeProvider: (line) => ledger.providers.take(translate(line)),
    close(completeness) {
      const findings = open.map((law) => law.close(completeness, operations));
      if (restored === undefined) return findings;
      return [
        ...findings,
        restored.close({ ...completeness, isFinalComplete: completeness.isRestoredComplete === true }),
      ];
    },
  };
}
