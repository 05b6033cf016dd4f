import type { NeededLink, PlannedFault } from '../../core/plan.ts';
import type { ToolkitActivity, ToolkitProvider } from './toolkit-experiment.ts';

/** A fault without its times. */
export type Blow = PlannedFault extends infer Each
  ? Each extends PlannedFault
    ? Omit<Each, 'atMs' | 'durationMs' | 'isThroughout'>
    : never
  : never;

/** What breaks something, and what heals it: providers of the toolkit's actions. */
export interface ToolkitPair {
  readonly breaks: ToolkitProvider;
  readonly heals: ToolkitProvider;
}

/** As stack/containers/toxiproxy.json calls them. */
const proxies: Readonly<Record<NeededLink, string>> = {
  cache: 'valkey',
  database: 'postgres',
  replication: 'replication',
  calendar: 'calendar',
  messaging: 'messaging',
};

/** Processes are services of docker-compose.yml, links proxies of its Toxiproxy; undefined: it has no words for it. */
export function toolkitActions(blow: Blow): ToolkitPair | undefined {
  switch (blow.fault) {
    case 'process-killed':
      return { breaks: compose('kill', blow.process), heals: compose('start', blow.process) };
    case 'process-stopped':
      return { breaks: compose('stop', blow.process), heals: compose('start', blow.process) };
    case 'process-paused':
      return { breaks: compose('pause', blow.process), heals: compose('unpause', blow.process) };
    case 'database-killed':
      return { breaks: compose('kill', 'postgres'), heals: compose('start', 'postgres') };
    case 'link-cut':
      return blow.link === 'users' ? undefined : cut(proxies[blow.link]);
    case 'link-slow': {
      const attributes = { latency: blow.latencyMs, jitter: blow.jitterMs };
      return blow.link === 'users' ? undefined : toxic(blow.link, 'create_latency_toxic', attributes);
    }
    case 'link-narrow':
      return toxic(blow.link, 'create_bandwith_degradation_toxic', { rate: blow.kilobytesPerSecond });
    case 'link-silent':
      return toxic(blow.link, 'create_timeout_toxic', { timeout: 0 });
    case 'link-closes-slowly':
      return toxic(blow.link, 'create_slow_connection_close_toxic', { delay: blow.delayMs });
    default:
      return undefined;
  }
}

/** What an action breaks, and what one heals, by the words of `toolkitActions`; undefined: neither. */
export function blowOf({
  provider,
}: ToolkitActivity): { readonly breaks: Blow } | { readonly heals: string } | undefined {
  if (provider?.type === 'process') return byCompose(provider);
  if (provider?.type !== 'python') return undefined;
  const given = provider.arguments ?? {};
  const link = linkOf(given.for_proxy ?? given.proxy_name);
  if (link === undefined) return undefined;
  if (provider.module === 'chaostoxi.proxy.actions') {
    if (provider.func === 'disable_proxy') return { breaks: { fault: 'link-cut', link } };
    return provider.func === 'enable_proxy' ? { heals: link } : undefined;
  }
  if (provider.module !== 'chaostoxi.toxic.actions') return undefined;
  if (provider.func === 'delete_toxic') return { heals: link };
  const breaks = byToxic(provider.func, link, given);
  return breaks === undefined ? undefined : { breaks };
}

/** What is healed by the same action is the same. */
export function partOf(blow: Blow): string {
  if ('process' in blow) return blow.process;
  return 'link' in blow ? blow.link : 'postgres';
}

function compose(command: string, service: string): ToolkitProvider {
  return { type: 'process', path: 'docker', arguments: { compose: '', [command]: '', [service]: '' } };
}

function cut(proxy: string): ToolkitPair {
  const tell = (func: string): ToolkitProvider => {
    return { type: 'python', module: 'chaostoxi.proxy.actions', func, arguments: { proxy_name: proxy } };
  };
  return { breaks: tell('disable_proxy'), heals: tell('enable_proxy') };
}

function toxic(link: NeededLink, func: string, attributes: Readonly<Record<string, number>>): ToolkitPair {
  const which = { for_proxy: proxies[link], toxic_name: 'ansturm' };
  const tell = (name: string, more: object): ToolkitProvider => ({
    ...{ type: 'python', module: 'chaostoxi.toxic.actions', func: name },
    arguments: { ...which, ...more },
  });
  return { breaks: tell(func, attributes), heals: tell('delete_toxic', {}) };
}

function linkOf(proxy: unknown): NeededLink | undefined {
  return (Object.keys(proxies) as NeededLink[]).find((link) => proxies[link] === proxy);
}

function byToxic(func: string, link: NeededLink, given: Readonly<Record<string, unknown>>): Blow | undefined {
  const number = (name: string): number => {
    const value = given[name];
    return typeof value === 'number' && value > 0 && value < Number.MAX_SAFE_INTEGER ? value : 0;
  };
  const latencyMs = number('latency');
  switch (func) {
    case 'create_latency_toxic':
      return latencyMs === 0 ? undefined : { fault: 'link-slow', link, latencyMs, jitterMs: number('jitter') };
    case 'create_bandwith_degradation_toxic':
      return number('rate') === 0 ? undefined : { fault: 'link-narrow', link, kilobytesPerSecond: number('rate') };
    case 'create_slow_connection_close_toxic':
      return number('delay') === 0 ? undefined : { fault: 'link-closes-slowly', link, delayMs: number('delay') };
    case 'create_timeout_toxic':
      // Any other one closes what is open, after so long.
      return given.timeout === 0 ? { fault: 'link-silent', link } : undefined;
    default:
      return undefined;
  }
}

const processFaults = { kill: 'process-killed', stop: 'process-stopped', pause: 'process-paused' } as const;

/** `docker compose kill api-1`, and the like; with a signal of its own it is another fault, or none of ours. */
function byCompose(
  provider: Extract<ToolkitProvider, { readonly type: 'process' }>,
): { readonly breaks: Blow } | { readonly heals: string } | undefined {
  const { path, arguments: given = {} } = provider;
  const words = typeof given === 'string' ? given.split(/\s+/) : Object.entries(given).flat().map(String);
  const [first, command = '', service, ...rest] = words.filter((word) => word !== '');
  if (!/(^|\/)docker$/.test(path) || first !== 'compose' || service === undefined || rest.length > 0) return undefined;
  if (!/^[a-z][a-z0-9-]*$/.test(service)) return undefined;
  if (command === 'start' || command === 'unpause') return { heals: service };
  if (command === 'kill' && service === 'postgres') return { breaks: { fault: 'database-killed' } };
  const fault = command in processFaults ? processFaults[command as keyof typeof processFaults] : undefined;
  return fault === undefined ? undefined : { breaks: { fault, process: service } };
}
