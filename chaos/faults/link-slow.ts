import type { LinkName } from '../../core/plan.ts';
import type { Fault } from '../fault.ts';
import { linkFault } from '../link-fault.ts';

/** What comes back, to the platform or to its users, comes later, give or take the jitter. */
export function linkSlow(
  link: LinkName,
  { latencyMs, jitterMs }: { readonly latencyMs: number; readonly jitterMs: number },
): Fault {
  return linkFault(`link-slow ${link}: ${latencyMs} ± ${jitterMs} ms`, link, { trouble: 'slow', latencyMs, jitterMs });
}
