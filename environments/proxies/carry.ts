import { connect, type Socket } from 'node:net';
import type { Random } from '../../core/random.ts';
import type { LinkTrouble } from '../environment.ts';
import { openQueue } from './open-queue.ts';
import { mayComeTwice, sendAgain } from './send-again.ts';
import { openWholeReply, type WholeReply } from './whole-reply.ts';

export interface CarryOptions {
  readonly port: number;
  /** Asked at every request and reply. */
  readonly trouble: () => LinkTrouble | undefined;
  readonly random: Random;
  /** A reply has come that its user will not get, or not yet; or a second one to the same request. */
  readonly onHit: () => void;
}

/**
 * Carries one connection of a user to the platform and back, byte for byte. A request begins with the first bytes after
 * a reply; the one that is to lose its reply goes on its way like any other, and the connection is reset when all of
 * the reply has come: the platform has done what it was asked, and the user does not know.
 */
export function carry(user: Socket, { port, trouble, random, onHit }: CarryOptions): void {
  const platform = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  let exchange: Exchange = { fate: 'plain' };
  let isAsking = false;
  const queue = openQueue(() => (exchange.fate === 'late' ? exchange.latencyMs : delayOf(trouble(), random)));
  user.on('data', (bytes) => {
    if (!isAsking) exchange = exchangeOf(trouble(), random);
    isAsking = true;
    if (exchange.fate === 'doubled') exchange.request.push(bytes);
    if (!platform.write(bytes)) user.pause();
  });
  platform.on('data', (bytes) => {
    if (isAsking) begin();
    isAsking = false;
    if (exchange.fate === 'lost' || exchange.fate === 'replaced') takeAway(exchange, bytes);
    else queue.add(() => void (user.write(bytes) || platform.pause()));
  });
  /** The first bytes of a reply. */
  const begin = (): void => {
    if (exchange.fate === 'late') onHit();
    if (exchange.fate !== 'doubled') return;
    const request = Buffer.concat(exchange.request);
    if (mayComeTwice(request)) sendAgain(request, port, onHit);
  };
  const takeAway = ({ fate, reply }: TakenAway, bytes: Buffer | 'end'): void => {
    const came = reply.take(bytes);
    if (came === 'part') return;
    if (came === 'whole') onHit();
    exchange = { fate: 'plain' };
    if (fate === 'replaced' && came === 'whole') {
      user.write(badGateway);
      return;
    }
    user.write(stillAtWork);
    user.resetAndDestroy();
  };
  platform.on('drain', () => user.resume());
  user.on('drain', () => platform.resume());
  user.on('end', () => platform.end());
  platform.on('end', () => {
    if (exchange.fate === 'lost' || exchange.fate === 'replaced') takeAway(exchange, 'end');
    queue.add(() => void user.end());
  });
  // What became of one side is what the other one sees.
  platform.on('error', () => queue.add(() => void user.resetAndDestroy()));
  user.on('error', () => undefined);
  user.on('close', () => {
    queue.close();
    platform.destroy();
  });
}

/** A request and its reply, and what becomes of them. */
type Exchange =
  | { readonly fate: 'plain' }
  | { readonly fate: 'late'; readonly latencyMs: number }
  | { readonly fate: 'doubled'; readonly request: Buffer[] }
  | TakenAway;

interface TakenAway {
  readonly fate: 'lost' | 'replaced';
  readonly reply: WholeReply;
}

function exchangeOf(trouble: LinkTrouble | undefined, random: Random): Exchange {
  if (trouble === undefined || !('share' in trouble) || !random.chance(trouble.share)) return { fate: 'plain' };
  switch (trouble.trouble) {
    case 'replies-late':
      return { fate: 'late', latencyMs: trouble.latencyMs };
    case 'requests-doubled':
      return { fate: 'doubled', request: [] };
    case 'replies-replaced':
      return { fate: 'replaced', reply: openWholeReply() };
    case 'replies-lost':
      return { fate: 'lost', reply: openWholeReply() };
  }
}

/**
 * That the platform is at work, which is no reply yet. Who has not heard one byte asks once more by itself and tells
 * nobody, when its request bears an idempotency key: so does Go's client, which is k6's (net/http, shouldRetryRequest).
 */
const stillAtWork = 'HTTP/1.1 102 Processing\r\n\r\n';

/** What a balancer says that has heard nothing it understands. */
const badGateway = 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n';

function delayOf(trouble: LinkTrouble | undefined, random: Random): number {
  if (trouble?.trouble !== 'slow') return 0;
  return Math.max(0, trouble.latencyMs + random.between(-trouble.jitterMs, trouble.jitterMs));
}
