import type { Intent } from '../targets/intent.ts';

const reads: ReadonlySet<string> = new Set(['find-slots', 'read-booking', 'list-bookings', 'find-customer']);

/**
 * Whether the next request of an intent that meets is the one that waits for the meeting: that behind the step which
 * is called as the intent itself. What only looks has no step, and meets with its first request.
 */
export function isRaced(intent: Intent, step: string | undefined): boolean {
  return step === intent.verb || reads.has(intent.verb);
}
