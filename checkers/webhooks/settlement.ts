import type { Recording } from '../on-ledger.ts';
import type { DeliveredEvent, Delivery } from './deliveries.ts';

/**
 * What came of an acknowledged event by the platform's own word, in the tenant's newest backlog: `settled`: it neither
 * waits nor was given up. `unknown`: nobody asked since it was acknowledged, or the list may be cut off.
 */
export type Settlement = 'settled' | 'waiting' | 'dead' | 'unknown';

export function settlementOf(
  { id, tenant }: DeliveredEvent,
  acknowledged: Delivery,
  { ledger, clockErrorMs }: Recording,
): Settlement {
  const backlog = ledger.deliveries.backlogs.of(tenant);
  if (backlog === undefined) return 'unknown';
  if (backlog.waiting.has(id)) return 'waiting';
  if (backlog.dead.has(id)) return 'dead';
  const isAsked = backlog.startMs > acknowledged.endMs + clockErrorMs;
  return isAsked && backlog.isWhole ? 'settled' : 'unknown';
}
