import type { Fault } from '../fault.ts';
import { linkFault } from '../link-fault.ts';

/**
 * A share of the requests that bear an idempotency key comes to the platform once more, right behind its reply, as a
 * network does that is not sure. Others come once: nobody has said that they may come twice.
 */
export function requestsDoubled(share: number): Fault {
  const name = `requests-doubled ${Math.round(share * 100)} %`;
  return linkFault(name, 'users', { trouble: 'requests-doubled', share }, 'requests doubled');
}
