import type { Fault } from '../fault.ts';
import { linkFault } from '../link-fault.ts';

/** The platform has done what it was asked and answers; for a share of requests a 502 comes in its place. */
export function repliesReplaced(share: number): Fault {
  const name = `replies-replaced ${Math.round(share * 100)} %`;
  return linkFault(name, 'users', { trouble: 'replies-replaced', share }, 'replies replaced');
}
