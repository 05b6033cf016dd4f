import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server on this machine that can be cut: what is open is closed, what is new is refused. */
export interface BreakableWay {
  readonly url: string;
  cut(): void;
  mend(): void;
  close(): void;
}

/** @param url where it leads */
export async function openBreakableWay(url: string): Promise<BreakableWay> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const led = new URL(url);
  led.port = String((server.address() as { port: number }).port);
  const drop = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: led.href,
    cut() {
      isCut = true;
      drop();
    },
    mend() {
      isCut = false;
    },
    close() {
      drop();
      server.close();
    },
  };
}
