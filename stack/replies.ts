import type { Reply } from './idempotency.ts';

export type WriteKind = 'hold' | 'book' | 'confirm' | 'cancel' | 'reschedule' | 'no-show' | 'register-customer';

/** The last word on what is answered once a write is committed. */
export interface Replies {
  written(kind: WriteKind, reply: Reply): Reply;
}

export function createReplies(): Replies {
  return { written: (_kind, reply) => reply };
}
