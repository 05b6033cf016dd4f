import type { Finding } from '../core/finding.ts';
import type { Checker, Circumstances, Completeness, OpenChecker } from './checker.ts';
import type { Ledger } from './ledger.ts';

export interface Guarded extends Required<OpenChecker> {
  /** It wants operations and states itself; to most laws the ledger tells all. */
  readonly isFed: boolean;
  /** @param operations how many there were, where it was not fed */
  close(completeness: Completeness, operations?: number): Finding;
}

/** A checker that gives up instead of throwing: a bug in a law must never look like a verdict on the platform. */
export function guarded(checker: Checker, circumstances: Circumstances, ledger: Ledger): Guarded {
  let gaveUp: string | undefined;
  let taken = 0;
  const attempt = <Result>(work: () => Result): Result | undefined => {
    if (gaveUp !== undefined) return undefined;
    try {
      return work();
    } catch (error) {
      gaveUp = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  };
  const open = attempt(() => checker.open(circumstances, ledger));

  return {
    isFed: open?.take !== undefined || open?.takeInitial !== undefined || open?.takeFinal !== undefined,
    take(operation) {
      taken += 1;
      attempt(() => open?.take?.(operation));
    },
    takeInitial: (booking) => attempt(() => open?.takeInitial?.(booking)),
    takeFinal: (booking) => attempt(() => open?.takeFinal?.(booking)),
    close(completeness, operations = taken) {
      const finding = attempt(() => open?.close(completeness));
      if (finding === undefined)
        return unknown(checker.name, operations, `the checker gave up: ${gaveUp ?? 'no finding'}`);
      const isVacuous = finding.validity === 'valid' && finding.examined === 0;
      return isVacuous ? unknown(checker.name, 0, 'nothing was examined') : finding;
    },
  };
}

function unknown(by: string, examined: number, summary: string): Finding {
  return { by, validity: 'unknown', examined, summary };
}
