import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';
import { accounting } from './accounting.ts';
import type { Circumstances, Completeness } from './checker.ts';
import { guarded } from './guarded.ts';
import { openLedger } from './ledger.ts';

/** Of a backup that was restored: when it was begun, and when it was complete, in ms on the run's clock. */
export interface Backup {
  readonly fromMs: number;
  readonly toMs: number;
  /** When the one before it was complete, where there was one. */
  readonly previousMs?: number;
}

/** Fed as a law is, with what the restored platform shows in place of the final state. */
export interface OpenRestored {
  take(operation: Operation): void;
  takeInitial(booking: StoredBooking): void;
  takeRestored(booking: StoredBooking): void;
  /** @param completeness its `isFinalComplete` says whether the restored platform was read to its end */
  close(completeness: Completeness): Finding;
}

/** The criterion that it decides. */
const name = 'restore-untested';

/** Who was answered so shortly before has no known order with the backup. */
const sureMs = 1_000;
/** Bookings of the run, and attempts while the backup was taken: of fewer nobody can tell. */
const acknowledgedMin = 20;
const meanwhileMin = 5;
/** Bookings since the backup before: without any, that one would look the same. */
const sincePreviousMin = 5;

/**
 * Accounting once more, of a platform that was brought back from a backup: all that was acknowledged before the backup
 * was begun is there, as acknowledged. What was under way then, and what came later, is there or is not.
 */
export function openRestored(circumstances: Circumstances, backup: Backup): OpenRestored {
  const ledger = openLedger();
  const law = guarded(accounting, circumstances, ledger);
  const missing = openMissing(backup);
  const seen = { acknowledged: 0, sincePrevious: 0, meanwhile: 0, stored: 0 };
  return {
    take(operation) {
      const { verb, type, startMs, endMs } = operation;
      if (reads.has(verb)) return;
      const isBefore = endMs + sureMs < backup.fromMs;
      if (isBefore && type === 'ok' && bookings.has(verb)) {
        seen.acknowledged += 1;
        if (startMs > (backup.previousMs ?? Number.NEGATIVE_INFINITY)) seen.sincePrevious += 1;
      }
      if (startMs < backup.toMs && endMs > backup.fromMs) seen.meanwhile += 1;
      missing.take(operation);
      // When an event has its effect, nobody was told.
      const isSettled = isBefore && verb !== 'deliver-webhook';
      ledger.take(type === 'ok' && !isSettled ? { ...operation, type: 'info' } : operation);
    },
    takeInitial: (booking) => ledger.takeInitial(booking),
    takeRestored(booking) {
      seen.stored += 1;
      missing.takeRestored(booking);
      ledger.takeFinal(booking);
    },
    close(completeness) {
      const finding = law.close(completeness, seen.acknowledged);
      const lost = missing.close();
      const rpo = `RPO ${seconds(lost.spanMs)} s`;
      const told = { ...finding, by: name, examined: seen.acknowledged };
      if (finding.validity === 'invalid') {
        return { ...told, summary: `${rpo}: what is restored is not what users had been told: ${finding.summary}` };
      }
      const unknown = (summary: string): Finding => ({ ...told, validity: 'unknown', summary });
      if (finding.validity !== 'valid') return unknown(finding.summary);
      if (completeness.clockErrorMs > sureMs) return unknown('nobody knows what was acknowledged before the backup');
      if (seen.acknowledged < acknowledgedMin) {
        return unknown(`only ${seen.acknowledged} bookings were acknowledged before the backup, ${acknowledgedMin} do`);
      }
      if (seen.sincePrevious < sincePreviousMin) {
        const count = `${seen.sincePrevious}, ${sincePreviousMin} do`;
        return unknown(`too few bookings came since the backup before (${count}): it would look the same`);
      }
      if (seen.meanwhile < meanwhileMin) return unknown('hardly anybody asked for anything while it was taken');
      const summary =
        `${rpo}: all ${seen.acknowledged} bookings that were acknowledged before the backup was begun are restored, ` +
        `among ${seen.stored} records; ${lost.count} of those acknowledged while it was taken are not`;
      return { ...told, summary };
    },
  };
}

const reads: ReadonlySet<string> = new Set(['find-slots', 'read-booking', 'list-bookings', 'read-state', 'journey']);
const bookings: ReadonlySet<string> = new Set(['book', 'confirm']);
const changes: ReadonlySet<string> = new Set(['cancel', 'reschedule']);

/** Bookings that had been acknowledged when the backup was complete, nobody touched again, and are not there. */
function openMissing({ toMs }: Backup) {
  const acknowledged = new Map<string, number>();
  return {
    take({ verb, type, endMs, value }: Operation): void {
      if (changes.has(verb)) acknowledged.set(String(value.asked?.booking), Number.POSITIVE_INFINITY);
      const id = value.answered?.booking;
      if (!bookings.has(verb) || type !== 'ok' || endMs >= toMs || typeof id !== 'string') return;
      acknowledged.set(id, Math.max(endMs, acknowledged.get(id) ?? endMs));
    },
    takeRestored: ({ id }: StoredBooking): void => void acknowledged.delete(id),
    /** From the first acknowledgement that is worth nothing to the end of the backup. */
    close(): { readonly count: number; readonly spanMs: number } {
      const left = [...acknowledged.values()].filter((endMs) => Number.isFinite(endMs));
      return { count: left.length, spanMs: left.reduce((span, endMs) => Math.max(span, toMs - endMs), 0) };
    },
  };
}

/** One digit behind the point, rounded up: nothing that is lost is called nothing. */
function seconds(ms: number): string {
  return (Math.ceil(ms / 100) / 10).toFixed(1);
}
