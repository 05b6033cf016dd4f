import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { consentPath } from '../../environments/read-consent.ts';

export const token = 'canary-1f6d2c0b9a8e7d5c4b3a29181706f5e4';

/** A machine of somebody else's: the address that nobody treats as such but who is told to. */
export const foreignAddress = '127.0.0.2';

export interface ForeignHost {
  readonly port: number;
  /** Paths, in the order in which they were asked for, and whatever else was in the request. */
  readonly asked: string[];
  readonly seen: string[];
  /** What stands at the well-known path; undefined: nothing. */
  document: object | string | undefined;
  /** What it answers to everything else. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  stop(): Promise<void>;
}

/** The document by which `host` lets itself be loaded. */
export function consentOf(host: string, more: object = {}): object {
  const tokenSha256 = createHash('sha256').update(token).digest('hex');
  return { ansturm: 1, tokenSha256, hosts: [host], until: '2099-01-01T00:00:00Z', ...more };
}

export async function startForeignHost(tls?: { readonly key: string; readonly cert: string }): Promise<ForeignHost> {
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '';
    host.asked.push(path);
    host.seen.push(`${path} ${JSON.stringify(request.headers)}`);
    if (path !== consentPath) host.answer(request, response);
    else if (host.document === undefined) response.writeHead(404).end();
    else response.end(typeof host.document === 'string' ? host.document : JSON.stringify(host.document));
  };
  const server: Server = tls === undefined ? createServer(handle) : createSecureServer(tls, handle);
  server.listen(0, foreignAddress);
  await once(server, 'listening');
  const host: ForeignHost = {
    port: (server.address() as AddressInfo).port,
    asked: [],
    seen: [],
    document: undefined,
    answer: (_request, response) => void response.end('{}'),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return host;
}
