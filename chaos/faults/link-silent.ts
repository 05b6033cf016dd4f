import type { NeededLink } from '../../core/plan.ts';
import type { Fault } from '../fault.ts';
import { linkFault } from '../link-fault.ts';

/** Nothing comes back any more, and nothing is closed either: only those who have a timeout notice. */
export function linkSilent(link: NeededLink): Fault {
  return linkFault(`link-silent ${link}`, link, { trouble: 'silent' });
}
