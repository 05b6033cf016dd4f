import type { NeededLink } from '../../core/plan.ts';
import { findTool } from '../../tools/find-tool.ts';
import type { LabLink, StartOptions } from '../environment.ts';
import type { ReadyOptions } from '../ready.ts';
import type { Service } from '../service.ts';
import type { Workspace } from '../workspace.ts';
import { startToxiproxy } from './start-toxiproxy.ts';

/** What the platform calls: a proxy where one was asked for, and else what it needs itself. */
export interface Ways<Name extends NeededLink> {
  readonly urls: Readonly<Record<Name, string>>;
  readonly links: readonly LabLink[];
  readonly services: readonly Service[];
}

/** @param needed URLs of all that the platform needs where it is started as processes */
export async function openWays<Name extends NeededLink>(
  workspace: Workspace,
  { links = [], note, signal, seed = 1 }: StartOptions,
  needed: Readonly<Record<Name, string>>,
  ready: ReadyOptions,
): Promise<Ways<Name>> {
  const names = (Object.keys(needed) as Name[]).filter((name) => links.includes(name));
  if (names.length === 0) return { urls: needed, links: [], services: [] };
  const progress = { step: note, note, load: () => undefined, done: () => undefined };
  const path = await findTool('toxiproxy', { progress, signal });
  const upstreams = new Map(names.map((name) => [name, new URL(needed[name]).host]));
  const { service, addresses, links: led } = await startToxiproxy(workspace, { path, upstreams, seed, ready });
  const urls = names.map((name) => {
    return [name, needed[name].replace(upstreams.get(name) as string, addresses.get(name) as string)];
  });
  return { urls: { ...needed, ...Object.fromEntries(urls) }, links: led, services: [service] };
}
