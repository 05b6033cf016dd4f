import type { Client } from '../drivers/node/client.ts';
import type { Answer } from '../targets/intent.ts';
import type { Trying } from './trying.ts';

/** What the platform says of its calls to providers. That something waits is right: it has just been booked. */
export async function tryOutgoing(trying: Trying, client: Client, tenant: string): Promise<void> {
  if (!trying.has('read-outgoing')) return;
  const { calls = [] } = trying.options.target.offers;
  const ok = ({ waiting = [], dead = [] }: Answer) => {
    if (calls.length === 0) return { fault: 'what waits, though `calls` names no provider that it could wait for' };
    return `${waiting.length} calls wait, ${dead.length} were given up`;
  };
  await trying.attempt(client, 'read-outgoing', { verb: 'read-outgoing', tenant }, { ok });
}
