import type { HttpCall } from '../../targets/target.ts';
import { type ConnectionOptions, openConnection } from './open-connection.ts';
import type { Origin } from './origin.ts';
import { requestBytes } from './request-bytes.ts';

export interface TriedOrigin {
  /** Why nobody can race there. */
  readonly problem?: string;
  /** What is worth knowing, though races go on. */
  readonly note?: string;
}

export interface TryOptions extends ConnectionOptions {
  /** What to ask; the start page where the adapter has nothing cheap. */
  readonly call: HttpCall | undefined;
  readonly secrets: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const startPage: HttpCall = { method: 'GET', path: '/', route: '/' };

/** Asks twice before any race, so that a platform which speaks something else is told in words and not in zeros. */
export async function tryOrigin(origin: Origin, options: TryOptions): Promise<TriedOrigin> {
  const { call = startPage, secrets, timeoutMs } = options;
  const connection = openConnection(origin, options);
  try {
    const bytes = requestBytes(call, origin, { traceparent: '', secrets });
    for (let asked = 0; asked < 2; asked += 1) {
      const { reply } = await connection.exchange(bytes, timeoutMs);
      if (reply.status === 0) return { problem: `${origin.baseUrl}: ${reply.body}` };
    }
    if (connection.made() === 1) return {};
    return { note: `${origin.baseUrl} keeps no connection open: contenders connect anew before they meet` };
  } finally {
    connection.close('tried out');
  }
}
