import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A platform that answers at once, or after a known time, for measuring the generator and not the target. */
export interface NullPlatform {
  readonly baseUrl: string;
  /** Requests that have arrived since the last call. */
  arrived(): number;
  stop(): Promise<void>;
}

export interface NullPlatformOptions {
  /** ms until the reply to a request that has just arrived, by its trace id. */
  readonly delayMs?: (traceId: string) => number;
  readonly onReply?: (traceId: string) => void;
}

/** As long as an answer of the reference stack usually is. */
const body = JSON.stringify({ padding: 'x'.repeat(600) });

export async function startNullPlatform(options: NullPlatformOptions = {}): Promise<NullPlatform> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const traceId = String(request.headers.traceparent ?? '').slice(3, 35);
    const reply = (): void => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(body);
      options.onReply?.(traceId);
    };
    request.resume();
    request.once('end', () => {
      const delayMs = options.delayMs?.(traceId) ?? 0;
      if (delayMs > 0) setTimeout(reply, delayMs);
      else reply();
    });
  });
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    arrived() {
      const arrived = count;
      count = 0;
      return arrived;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
