import type { LinkName } from '../../core/plan.ts';
import type { Fault } from '../fault.ts';
import { linkFault } from '../link-fault.ts';

/** Nothing gets through: what is open is closed (users are reset), what is new is refused. */
export function linkCut(link: LinkName): Fault {
  return linkFault(`link-cut ${link}`, link, { trouble: 'cut' }, 'connections cut');
}
