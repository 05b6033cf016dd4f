import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Reach } from '../../core/reach.ts';
import { pinnedLookup } from '../node/pinned-lookup.ts';
import { trust } from '../node/trust.ts';
import type { Origin } from './origin.ts';

export interface SocketOptions {
  /** The address to come from, as another user would; the machine's own choice when absent. */
  readonly localAddress?: string | undefined;
  readonly reach?: Reach | undefined;
}

/** A socket on its way to an origin, over TLS where the base URL says so, whose certificate is always verified. */
export function openSocket({ host, port, isSecure }: Origin, { localAddress, reach }: SocketOptions): Socket {
  const address = {
    ...{ host, port },
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(reach === undefined ? {} : { lookup: pinnedLookup(reach) }),
  };
  if (!isSecure) return connectTcp(address);
  return connectTls({
    ...address,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(reach === undefined ? {} : { secureContext: trust(reach) }),
  });
}
