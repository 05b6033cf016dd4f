import { connect } from 'node:net';
import { openWholeReply } from './whole-reply.ts';

const givenUpMs = 10_000;

/**
 * The same request once more, over a connection of its own; nobody gets the reply.
 * @param onReply it has come whole
 */
export function sendAgain(request: Buffer, port: number, onReply: () => void): void {
  const platform = connect({ port, host: '127.0.0.1', noDelay: true });
  const reply = openWholeReply();
  const take = (bytes: Buffer | 'end'): void => {
    const came = reply.take(bytes);
    if (came === 'whole') onReply();
    if (came !== 'part') platform.destroy();
  };
  platform.setTimeout(givenUpMs, () => platform.destroy());
  platform.on('data', take);
  platform.on('end', () => take('end'));
  platform.on('error', () => undefined);
  platform.write(request);
}

/** Whoever sends a key says with it that the request may come twice. */
export function mayComeTwice(request: Buffer): boolean {
  const head = request.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
  return /\r\nidempotency-key:/i.test(head);
}
