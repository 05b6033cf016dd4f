import pg from 'pg';
import type { ReceivedEvent } from './inbox.ts';
import type { Parts } from './parts.ts';
import { Problem } from './problem.ts';

/** Takes events over from their sender, who may forget them as soon as this is done. */
export interface Webhooks {
  /**
   * Returns when the event is stored for good, now or before; its effect comes later.
   * @throws Problem `forbidden` when there is no such company
   */
  receive(event: ReceivedEvent): Promise<void>;
}

export function createWebhooks(parts: Parts): Webhooks {
  return {
    async receive(event) {
      try {
        await parts.transactions.write((client) => parts.inbox.store(client, event));
      } catch (cause) {
        const isNobody = cause instanceof pg.DatabaseError && cause.constraint === 'webhooks_company_id_fkey';
        throw isNobody ? new Problem('forbidden', 'nobody is here by this name', { cause }) : cause;
      }
    },
  };
}
