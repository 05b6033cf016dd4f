import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { ProviderName } from '../core/provider.ts';
import { openCacheFolder } from './cache-folder.ts';
import type { LabProvider, ObservedProcess, StartOptions } from './environment.ts';
import { hideSecrets } from './hide-secrets.ts';
import { startProvider } from './start-provider.ts';
import { openWorkspace } from './workspace.ts';

/** Name of the variable with the ports on which a platform of others calls our providers. */
const portsVariable = 'ANSTURM_PROVIDER_PORTS';
const stopGraceMs = 5_000;

export interface ExternalProviders {
  readonly providers: readonly LabProvider[];
  processes(): readonly ObservedProcess[];
  stop(): Promise<void>;
}

/**
 * Providers for a platform that somebody else started, and told where they listen: for the length of the run, on the
 * ports that `ANSTURM_PROVIDER_PORTS` names (`{"calendar": 4001, "messaging": 4002}`). Undefined without it.
 * @param token what their callers show; undefined: nothing
 * @throws Failure with exit code 2 for ports that are none, 5 for one that is taken
 */
export async function externalProviders(
  options: StartOptions,
  token: string | undefined,
): Promise<ExternalProviders | undefined> {
  const ports = readPorts(process.env[portsVariable]);
  if (ports.size === 0) return undefined;
  const workspace = openWorkspace(openCacheFolder(), true);
  const { signal, readyTimeoutMs: timeoutMs = 30_000 } = options;
  const ready = { timeoutMs, signal, hide: hideSecrets(token === undefined ? [] : [token]), token: token ?? '' };
  try {
    const started = await Promise.all(
      [...ports].map(([name, port]) => startProvider(name, workspace, options, { ...ready, port })),
    );
    const children = () => started.map(({ service }) => service.child()).filter((child) => child.end() === undefined);
    return {
      providers: started.map(({ provider }) => provider),
      processes: () => children().map(({ name, role, pid }) => ({ name, role, pid })),
      async stop() {
        const asked = children();
        for (const child of asked) child.kill('SIGTERM');
        const late = new Promise((resolve) => setTimeout(resolve, stopGraceMs).unref());
        await Promise.race([Promise.all(asked.map(({ ended }) => ended)), late]);
        await workspace.close();
      },
    };
  } catch (error) {
    await workspace.close();
    throw signal.aborted ? new Failure('interrupted', { exitCode: exitCode.interrupted }) : error;
  }
}

function readPorts(text: string | undefined): ReadonlyMap<ProviderName, number> {
  if (text === undefined || text === '') return new Map();
  const entries = entriesOf(text);
  const isPort = ([name, port]: [string, unknown]): boolean =>
    (name === 'calendar' || name === 'messaging') &&
    Number.isInteger(port) &&
    Number(port) > 0 &&
    Number(port) < 65_536;
  if (entries?.every(isPort)) return new Map(entries as [ProviderName, number][]);
  throw new Failure(`${portsVariable} does not name calendar and messaging with a port each`, {
    exitCode: exitCode.badUsage,
    hint: `for example ${portsVariable}='{"calendar": 4001, "messaging": 4002}'`,
  });
}

function entriesOf(text: string): [string, unknown][] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}
