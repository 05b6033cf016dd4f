import type { Socket } from 'node:net';
import { openSocket, type SocketOptions } from './open-socket.ts';
import type { Origin } from './origin.ts';

export interface ConnectOptions extends SocketOptions {
  readonly timeoutMs: number;
}

/**
 * A connection on which bytes go out at once (no Nagle), over TLS where the base URL says so.
 * @throws Error with a sentence that says why there is none
 */
export function connect(origin: Origin, { timeoutMs, ...options }: ConnectOptions): Promise<Socket> {
  const { isSecure } = origin;
  return new Promise((resolve, reject) => {
    const socket = openSocket(origin, options);
    const fail = (words: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error(words));
    };
    const timer = setTimeout(() => fail(`no connection within ${timeoutMs} ms`), timeoutMs);
    const onError = (error: NodeJS.ErrnoException): void => fail(connectionWords(error));
    const onClose = (): void => fail('it closed the connection before a request was sent');
    socket.setNoDelay(true);
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.removeListener('error', onError);
      socket.removeListener('close', onClose);
      resolve(socket);
    });
  });
}

/** What an error of a socket means for whoever wonders why nobody could race. */
export function connectionWords(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL':
      return 'it offers no HTTP/1.1 over TLS (HTTP/2 only?), and this driver speaks nothing else';
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return 'it does not speak TLS, so its base URL begins with http';
    case 'ECONNREFUSED':
      return 'nobody listens there';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it broke the connection off';
    default:
      // A certificate's own words may be in it, and with them anything at all.
      return `${error.code ?? 'no connection'}: ${error.message}`.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200);
  }
}
