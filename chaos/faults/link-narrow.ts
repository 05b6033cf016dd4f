import type { NeededLink } from '../../core/plan.ts';
import type { Fault } from '../fault.ts';
import { linkFault } from '../link-fault.ts';

/** What comes back comes by and by. */
export function linkNarrow(link: NeededLink, kilobytesPerSecond: number): Fault {
  const name = `link-narrow ${link}: ${kilobytesPerSecond} kB/s`;
  return linkFault(name, link, { trouble: 'narrow', kilobytesPerSecond });
}
