import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const host = '127.0.0.1';

/** Its URL. Nobody else's machine can call a provider of ours. @param port 0: any free one */
export async function listenOnLoopback(server: Server, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}
