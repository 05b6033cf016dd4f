import type { Fault } from '../fault.ts';
import { linkFault } from '../link-fault.ts';

/** A share of the replies comes so much later than the others. */
export function repliesLate(share: number, latencyMs: number): Fault {
  const name = `replies-late ${Math.round(share * 100)} %: ${latencyMs} ms`;
  return linkFault(name, 'users', { trouble: 'replies-late', share, latencyMs }, 'replies late');
}
