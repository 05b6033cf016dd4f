import type { LinkName } from '../../core/plan.ts';
import type { LabLink } from '../environment.ts';
import { freePort } from '../free-port.ts';
import { type ReadyOptions, waitUntilReady } from '../ready.ts';
import { readyOrKilled } from '../ready-or-killed.ts';
import { openService, type Service } from '../service.ts';
import type { Child, Workspace } from '../workspace.ts';
import { tellToxiproxy } from './tell-toxiproxy.ts';
import { toxiproxyLink } from './toxiproxy-link.ts';

export interface ToxiproxyOptions {
  /** Of its program. */
  readonly path: string;
  /** Where each link leads, `127.0.0.1:5432`. */
  readonly upstreams: ReadonlyMap<LinkName, string>;
  /** Decides the jitter. */
  readonly seed: number;
  readonly ready: ReadyOptions;
}

export interface StartedToxiproxy {
  readonly service: Service;
  /** What is to be called instead of each upstream. */
  readonly addresses: ReadonlyMap<LinkName, string>;
  readonly links: readonly LabLink[];
}

/** What Toxiproxy says of a proxy, https://github.com/Shopify/toxiproxy#http-api */
interface Proxy {
  readonly name: LinkName;
  readonly listen: string;
}

const portAttempts = 5;

/** One Toxiproxy on loopback with a proxy for each link. Started again, it listens where it did, and all is whole. */
export async function startToxiproxy(workspace: Workspace, options: ToxiproxyOptions): Promise<StartedToxiproxy> {
  const { path, upstreams, seed, ready } = options;
  const start = (port: number): Child =>
    workspace.start({
      ...{ name: 'toxiproxy', role: 'network', command: path, env: { LOG_LEVEL: 'error' } },
      args: ['-host', '127.0.0.1', '-port', String(port), '-seed', String(seed)],
    });
  const { child, url } = await listen(start, ready);
  const populate = (listening: (link: LinkName) => string, signal: AbortSignal) =>
    tellToxiproxy<{ readonly proxies: readonly Proxy[] }>(`${url}/populate`, signal, 'POST', [
      ...[...upstreams].map(([name, upstream]) => ({ name, upstream, listen: listening(name), enabled: true })),
    ]);
  const { proxies } = await populate(() => '127.0.0.1:0', ready.signal);
  const addresses = new Map(proxies.map(({ name, listen: address }) => [name, address]));
  const service = openService(child, async (signal) => {
    const again = start(Number(new URL(url).port));
    await readyOrKilled(again, waitUntilReady(again, url, { ...ready, signal }, '/version'));
    await populate((link) => addresses.get(link) as string, signal);
    return again;
  });
  return {
    service,
    addresses,
    links: [...addresses.keys()].map((name) => toxiproxyLink(name, async () => `${url}/proxies/${name}`)),
  };
}

/** A port that was free may be taken by the time that the program asks for it: then another one. */
async function listen(start: (port: number) => Child, ready: ReadyOptions): Promise<{ child: Child; url: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const [child, url] = [start(port), `http://127.0.0.1:${port}`];
    try {
      await waitUntilReady(child, url, ready, '/version');
      return { child, url };
    } catch (error) {
      if (child.end() === undefined || attempt === portAttempts) throw error;
    }
  }
}
