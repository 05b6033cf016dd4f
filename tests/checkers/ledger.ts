import { accounting } from '../../checkers/accounting.ts';
import type { Completeness } from '../../checkers/checker.ts';
import { guarded } from '../../checkers/guarded.ts';
import { openLedger } from '../../checkers/ledger.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Finding } from '../../core/finding.ts';
import type { Operation, OperationType, Reason } from '../../core/operation.ts';

/** What a test tells the accounting law. */
export interface Ledger {
  readonly operations: readonly Operation[];
  readonly initial?: readonly StoredBooking[];
  readonly final: readonly StoredBooking[];
  readonly isShared?: boolean;
  readonly completeness?: Partial<Completeness>;
}

export function account({ operations, initial = [], final, isShared = false, completeness }: Ledger): Finding {
  const ledger = openLedger();
  const law = guarded(accounting, { world: undefined, isShared }, ledger);
  for (const each of [ledger, law]) {
    for (const operation of operations) each.take(operation);
    for (const booking of initial) each.takeInitial(booking);
    for (const booking of final) each.takeFinal(booking);
  }
  const unseenOperations = completeness?.unseenOperations ?? 0;
  const isHistoryWhole = unseenOperations === 0;
  const whole = { unseenOperations, isHistoryWhole, isInitialComplete: true, isFinalComplete: true, clockErrorMs: 2 };
  return law.close({ ...whole, ...completeness });
}

export interface Said {
  readonly verb: string;
  readonly intent?: string;
  readonly type?: OperationType;
  readonly reason?: Reason;
  readonly booking?: string;
  readonly answered?: string;
  readonly slot?: number;
  /** Where the platform says that it stands, when that is not where it was asked for. */
  readonly answeredSlot?: number;
  readonly tenant?: string;
  readonly at?: number;
  readonly until?: number;
  readonly key?: string;
}

let operations = 0;

/** One operation on one booking; slots are numbers, as `place` makes them. */
export function did(said: Said): Operation {
  const { verb, intent = 'run-a-0', type = 'ok', booking, answered, slot, at = 0, key, tenant = 't1' } = said;
  operations += 1;
  const place = slot === undefined ? {} : { slot: placeOf(slot) };
  const given = said.answeredSlot === undefined ? place : { slot: placeOf(said.answeredSlot) };
  return {
    ...{ id: `op-${operations}`, intent, process: 'u-1', verb, keys: [], type, requests: [] },
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...{ startMs: at, endMs: said.until ?? at + 10 },
    value: {
      asked: { tenant, ...(booking === undefined ? {} : { booking }), ...place },
      ...(type === 'ok' ? { answered: { ...(answered === undefined ? {} : { booking: answered }), ...given } } : {}),
      ...(type === 'ok' ? {} : { reason: said.reason ?? (type === 'info' ? 'unknown' : 'taken') }),
    },
  };
}

export function stored(id: string, slot: number, extra: Partial<StoredBooking> = {}): StoredBooking {
  return { id, tenant: 't1', tag: 'run-a-0', status: 'booked', ...placeOf(slot), ...extra };
}

export function placeOf(slot: number): { readonly resource: string; readonly start: string; readonly end: string } {
  const hour = String(slot % 24).padStart(2, '0');
  const day = String(1 + Math.floor(slot / 24)).padStart(2, '0');
  return { resource: 'r1', start: `2027-03-${day}T${hour}:00:00Z`, end: `2027-03-${day}T${hour}:30:00Z` };
}
