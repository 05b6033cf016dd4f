import type { Reply } from './idempotency.ts';
import type { Parts } from './parts.ts';
import type { Client } from './pool.ts';
import type { WriteKind } from './replies.ts';

/** One request that changes something. */
export interface WriteRequest {
  readonly kind: WriteKind;
  readonly tenant: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly idempotencyKey?: string;
  /** Status of the answer when it succeeds. */
  readonly status: number;
}

/** Carries out a write once: effect and idempotency key in one transaction, answered after the commit. */
export async function write(
  parts: Parts,
  request: WriteRequest,
  effect: (client: Client) => Promise<object>,
): Promise<Reply & { readonly isReplay: boolean }> {
  const { tenant, method, path, body, idempotencyKey: key } = request;
  const attempt = key === undefined ? undefined : { tenant, key, method, path, body };
  const done = await parts.transactions.write(async (client) => {
    const stored = attempt === undefined ? undefined : await parts.idempotency.claim(client, attempt);
    if (stored !== undefined) return { reply: stored, isReplay: true };
    const reply = { status: request.status, body: await effect(client) };
    if (attempt !== undefined) await parts.idempotency.keep(client, attempt, reply);
    return { reply, isReplay: false };
  });
  if (done.isReplay) return { ...done.reply, isReplay: true };
  parts.metrics.committed(request.kind);
  return { ...parts.replies.written(request.kind, done.reply), isReplay: false };
}
