import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { LabLink, StartOptions } from '../environment.ts';
import { type ReadyOptions, said, waitUntilReady } from '../ready.ts';
import { readyOrKilled } from '../ready-or-killed.ts';
import { openService, type Service } from '../service.ts';
import type { Child, Workspace } from '../workspace.ts';

/** How users reach the platform. */
export interface UsersWay {
  /** What they call: in the order of what there is to be called. */
  readonly baseUrls: readonly string[];
  readonly links: readonly LabLink[];
  readonly services: readonly Service[];
}

/**
 * The harness's own proxy in front of the platform, where it was asked for; else users call the platform itself.
 * Started again, it listens where it did, and is whole.
 */
export async function openUsersWay(
  workspace: Workspace,
  { links = [], seed = 1 }: Pick<StartOptions, 'links' | 'seed'>,
  upstreams: readonly string[],
  ready: ReadyOptions,
): Promise<UsersWay> {
  if (!links.includes('users')) return { baseUrls: upstreams, links: [], services: [] };
  const start = (ports: readonly number[], controlPort: number): Child =>
    workspace.start({
      ...{ name: 'users-proxy', role: 'network', command: process.execPath },
      args: [join(import.meta.dirname, 'users-proxy.ts')],
      env: {
        ...{ PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', SEED: String(seed) },
        ...{ PORTS: JSON.stringify(ports), CONTROL_PORT: String(controlPort) },
        UPSTREAM_PORTS: JSON.stringify(upstreams.map((url) => Number(new URL(url).port))),
      },
    });
  const first = start([], 0);
  const saying = /^\{"proxying":(\[[\d,]+\]),"control":(\d+)\}/;
  const [list = '[]', controlPort = ''] = await said(first, saying, ready, 'it never said where it listens');
  const [ports, control] = [JSON.parse(list) as readonly number[], `http://127.0.0.1:${controlPort}`];
  const service = openService(first, async (signal) => {
    const child = start(ports, Number(controlPort));
    return readyOrKilled(child, waitUntilReady(child, control, { ...ready, signal }, '/'));
  });
  const link: LabLink = {
    name: 'users',
    async trouble(trouble, signal) {
      const reply = await fetch(control, { method: 'PUT', body: JSON.stringify(trouble ?? null), signal });
      if (reply.status !== 200) throw new Failure(`the users' proxy answered ${reply.status}`);
      return ((await reply.json()) as { readonly hits: number }).hits;
    },
  };
  return { baseUrls: ports.map((port) => `http://127.0.0.1:${port}`), links: [link], services: [service] };
}
