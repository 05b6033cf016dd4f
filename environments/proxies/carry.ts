import { connect, type Socket } from 'node:net';
import type { Random } from '../../core/random.ts';
import { type Inbox, readReply } from '../../drivers/socket/read-reply.ts';
import type { LinkTrouble } from '../environment.ts';
import { openQueue } from './open-queue.ts';

export interface CarryOptions {
  readonly port: number;
  /** Asked at every request and reply. */
  readonly trouble: () => LinkTrouble | undefined;
  readonly random: Random;
  /** A whole reply has come, and its user will not get it. */
  readonly onLost: () => void;
}

/**
 * Carries one connection of a user to the platform and back, byte for byte. A request begins with the first bytes after
 * a reply; the one that is to lose its reply goes on its way like any other, and the connection is reset when all of
 * the reply has come: the platform has done what it was asked, and the user does not know.
 */
export function carry(user: Socket, { port, trouble, random, onLost }: CarryOptions): void {
  const platform = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  const queue = openQueue(() => delayOf(trouble(), random));
  let isAsking = false;
  let lost: LostReply | undefined;
  user.on('data', (bytes) => {
    const now = trouble();
    if (!isAsking && now?.trouble === 'replies-lost' && random.chance(now.share)) lost = openLostReply();
    isAsking = true;
    if (!platform.write(bytes)) user.pause();
  });
  platform.on('data', (bytes) => {
    isAsking = false;
    if (lost !== undefined) takeLost(lost, bytes);
    else queue.add(() => void (user.write(bytes) || platform.pause()));
  });
  const takeLost = (reply: LostReply, bytes: Buffer | 'end'): void => {
    const came = reply.take(bytes);
    if (came === 'part') return;
    if (came === 'whole') onLost();
    user.write(stillAtWork);
    user.resetAndDestroy();
  };
  platform.on('drain', () => user.resume());
  user.on('drain', () => platform.resume());
  user.on('end', () => platform.end());
  platform.on('end', () => (lost === undefined ? queue.add(() => void user.end()) : takeLost(lost, 'end')));
  // What became of one side is what the other one sees.
  platform.on('error', () => queue.add(() => void user.resetAndDestroy()));
  user.on('error', () => undefined);
  user.on('close', () => {
    queue.close();
    platform.destroy();
  });
}

/**
 * That the platform is at work, which is no reply yet. Who has not heard one byte asks once more by itself and tells
 * nobody, when its request bears an idempotency key: so does Go's client, which is k6's (net/http, shouldRetryRequest).
 */
const stillAtWork = 'HTTP/1.1 102 Processing\r\n\r\n';

function delayOf(trouble: LinkTrouble | undefined, random: Random): number {
  if (trouble?.trouble !== 'slow') return 0;
  return Math.max(0, trouble.latencyMs + random.between(-trouble.jitterMs, trouble.jitterMs));
}

interface LostReply {
  /** `broken`: what comes is no reply, and never will be one. */
  take(bytes: Buffer | 'end'): 'part' | 'whole' | 'broken';
}

function openLostReply(): LostReply {
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
