import { type Inbox, readReply } from '../../drivers/socket/read-reply.ts';

/** A reply that nobody is handed before all of it has come. */
export interface WholeReply {
  /** `broken`: what comes is no reply, and never will be one. */
  take(bytes: Buffer | 'end'): 'part' | 'whole' | 'broken';
}

export function openWholeReply(): WholeReply {
  const inbox: Inbox = { rest: Buffer.alloc(0), isEnded: false };
  const reading = readReply(inbox);
  return {
    take(bytes) {
      if (bytes === 'end') inbox.isEnded = true;
      else inbox.rest = inbox.rest.length === 0 ? bytes : Buffer.concat([inbox.rest, bytes]);
      try {
        return reading.next().done === true ? 'whole' : 'part';
      } catch {
        return 'broken';
      }
    },
  };
}
