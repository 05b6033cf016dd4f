import { once } from 'node:events';
import { type AddressInfo, createServer, Socket } from 'node:net';

/** A wire between a process and its database that can be cut or held up where it hurts. */
export interface Wire {
  readonly url: string;
  /** From now on nothing gets through, in either direction, and nothing is refused. */
  holdUp(): void;
  letThrough(): void;
  /** The next COMMIT reaches the database, and its answer nobody; or it does not even get there. */
  cutAtCommit(where: 'before' | 'behind'): void;
  close(): Promise<void>;
}

export async function openWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isHeldUp = false;
  let cut: 'before' | 'behind' | undefined;
  const server = createServer((client) => {
    const database = new Socket().connect(Number(target.port), target.hostname);
    let isCut = false;
    const pair = [client, database];
    for (const socket of pair) {
      sockets.add(socket);
      if (isHeldUp) socket.pause();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        for (const other of pair) other.destroy();
      });
    }
    client.on('data', (data) => {
      if (cut !== undefined && data.includes('COMMIT')) {
        isCut = cut === 'behind';
        const isBefore = cut === 'before';
        cut = undefined;
        if (isBefore) return void client.destroy();
      }
      database.write(data);
    });
    database.on('data', (data) => {
      if (isCut) client.destroy();
      else client.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    holdUp() {
      isHeldUp = true;
      for (const socket of sockets) socket.pause();
    },
    letThrough() {
      isHeldUp = false;
      for (const socket of sockets) socket.resume();
    },
    cutAtCommit(where) {
      cut = where;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
