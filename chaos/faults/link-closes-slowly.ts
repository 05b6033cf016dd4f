import type { NeededLink } from '../../core/plan.ts';
import type { Fault } from '../fault.ts';
import { linkFault } from '../link-fault.ts';

/** What one side has closed stays open at the other one for a while: it is held for nothing, and may be used again. */
export function linkClosesSlowly(link: NeededLink, delayMs: number): Fault {
  return linkFault(`link-closes-slowly ${link}: ${delayMs} ms`, link, { trouble: 'closes-slowly', delayMs });
}
