import { createHash } from 'node:crypto';
import type { Client } from './pool.ts';
import { Problem } from './problem.ts';

/** What a write answers, before it becomes HTTP. */
export interface Reply {
  readonly status: number;
  readonly body: object;
}

/** A write that must have one effect, however often it is sent. */
export interface Attempt {
  readonly tenant: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/**
 * The memory of answers. Key and effect are stored by one transaction: either both are there or neither is.
 * A refusal leaves no key, so that the same attempt may succeed later.
 */
export interface Idempotency {
  /**
   * The stored answer, or undefined when this attempt is the first. While another transaction holds the same key, this
   * waits for its end.
   * @throws Problem `conflict` (422) when the key came with another request before
   */
  claim(client: Client, attempt: Attempt): Promise<Reply | undefined>;
  keep(client: Client, attempt: Attempt, reply: Reply): Promise<void>;
}

interface StoredKey {
  readonly request_hash: Buffer;
  readonly status: number;
  readonly body: string;
}

export function createIdempotency(): Idempotency {
  return {
    async claim(client, attempt) {
      const values = [attempt.tenant, attempt.key, hashOf(attempt)];
      const text = `INSERT INTO idempotency_keys (company_id, key, request_hash) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING`;
      const claimed = await client.query({ name: 'claim-key', text, values });
      if (claimed.rowCount === 1) return undefined;
      const readSql = 'SELECT request_hash, status, body FROM idempotency_keys WHERE company_id = $1 AND key = $2';
      const query = { name: 'read-key', text: readSql, values: [attempt.tenant, attempt.key] };
      const stored = (await client.query<StoredKey>(query)).rows[0];
      if (stored === undefined) throw new Error('an idempotency key vanished while it was in use');
      if (!stored.request_hash.equals(hashOf(attempt))) {
        throw new Problem('conflict', 'this idempotency key was used with another request', { status: 422 });
      }
      return { status: stored.status, body: JSON.parse(stored.body) as object };
    },
    async keep(client, attempt, reply) {
      const text = 'UPDATE idempotency_keys SET status = $3, body = $4 WHERE company_id = $1 AND key = $2';
      const values = [attempt.tenant, attempt.key, reply.status, JSON.stringify(reply.body)];
      await client.query({ name: 'keep-key', text, values });
    },
  };
}

/** Bodies are flat, so sorting the names makes equal requests equal texts. */
function hashOf(attempt: Attempt): Buffer {
  const fields = Object.entries(attempt.body ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([attempt.method, attempt.path, fields]))
    .digest();
}
