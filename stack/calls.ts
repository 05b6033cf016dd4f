import type { Client } from './pool.ts';

/** What a call's event says about it; null: nothing. */
export interface CallNews {
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** The table of calls. A call is kept from the first event that is heard of it, whichever that is. */
export interface Calls {
  note(client: Client, tenant: string, callId: string, news: CallNews): Promise<void>;
}

const noteSql = `INSERT INTO calls (company_id, id, started_at, ended_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (company_id, id) DO UPDATE
  SET started_at = coalesce(calls.started_at, excluded.started_at),
      ended_at = coalesce(calls.ended_at, excluded.ended_at)`;

export function createCalls(): Calls {
  return {
    async note(client, tenant, callId, { startedAt, endedAt }) {
      await client.query({ name: 'note-call', text: noteSql, values: [tenant, callId, startedAt, endedAt] });
    },
  };
}
