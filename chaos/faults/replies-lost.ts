import type { Fault } from '../fault.ts';
import { linkFault } from '../link-fault.ts';

/** The platform has done what it was asked and answers; for a share of requests nobody hears it, and all try again. */
export function repliesLost(share: number): Fault {
  return linkFault(
    `replies-lost ${Math.round(share * 100)} %`,
    'users',
    { trouble: 'replies-lost', share },
    'replies lost',
  );
}
