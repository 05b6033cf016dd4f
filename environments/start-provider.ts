import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProviderName } from '../core/provider.ts';
import { hash } from '../core/random.ts';
import type { LabProvider, StartOptions } from './environment.ts';
import { providerControl } from './provider-control.ts';
import { providerUrls, type ReadyOptions, waitUntilReady } from './ready.ts';
import { readyOrKilled } from './ready-or-killed.ts';
import { openService, type Service } from './service.ts';
import type { Workspace } from './workspace.ts';

/** A provider by its two doors: the target's and ours. */
export interface StartedProvider {
  readonly provider: LabProvider;
  readonly service: Service;
}

/**
 * Starts a provider that keeps its journal in the run folder. One that was killed comes back on the same ports, with
 * the same journal, and behaves as it did.
 * @param token what its callers have to show; empty: nothing
 * @param port any free one where absent
 */
export async function startProvider(
  name: ProviderName,
  workspace: Workspace,
  options: Pick<StartOptions, 'runFolder' | 'seed' | 'originMs'>,
  { token, port = 0, ...ready }: ReadyOptions & { readonly token: string; readonly port?: number },
): Promise<StartedProvider> {
  const journals = resolve(options.runFolder, 'providers');
  mkdirSync(journals, { recursive: true });
  let controlUrl = '';
  const door = providerControl(name, () => controlUrl);
  const start = (ports: Readonly<Record<string, string>>) =>
    workspace.start({
      ...{ name, role: 'provider', command: process.execPath },
      args: [join(import.meta.dirname, '..', 'providers', `${name}.ts`)],
      env: {
        ...{ PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', ...ports },
        ...{ JOURNAL: join(journals, `${name}.ndjson`), PROVIDER_TOKEN: token, BEHAVIOUR: door.conduct() },
        // What one provider does to a request says nothing of the other.
        SEED: String(hash(`${options.seed ?? 1}/${name}`)),
        ...(options.originMs === undefined ? {} : { ORIGIN_MS: String(options.originMs) }),
      },
    });
  const first = start({ PORT: String(port) });
  const { url, control } = await providerUrls(first, ready);
  controlUrl = control;
  const ports = { PORT: new URL(url).port, CONTROL_PORT: new URL(control).port };
  const service = openService(first, async (signal) => {
    const child = start(ports);
    return readyOrKilled(child, waitUntilReady(child, control, { ...ready, signal }, '/open'));
  });
  const { behave, unanswered } = door;
  return { provider: { name, url, behave, unanswered }, service };
}
