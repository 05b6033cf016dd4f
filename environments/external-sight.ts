import { fetchBy } from '../drivers/node/fetch-by.ts';
import { isOwnHost, refused } from './base-urls.ts';
import type { ObservedProcess } from './environment.ts';
import type { Sight } from './observe.ts';
import { alertRules } from './observers/alert-rules.ts';
import { processUsage } from './observers/process-usage.ts';
import { openPrometheusUsage, type PrometheusSight } from './observers/prometheus-usage.ts';
import type { Reached } from './reach-target.ts';

/**
 * What can be seen of a target that is not ours: nothing, or what its owner's Prometheus tells. Only one on this
 * machine, or on a host whose owner was asked, is asked for anything.
 * @param ours processes that we started around it
 * @throws Failure with exit code 2
 */
export function externalSight(
  prometheus: PrometheusSight | undefined,
  { baseUrls, reach }: Reached,
  ours: () => readonly ObservedProcess[],
): Sight {
  const none = { processes: ours, database: async () => null };
  if (prometheus === undefined) return none;
  const { hostname } = new URL(prometheus.url);
  const isTarget = baseUrls.some((baseUrl) => new URL(baseUrl).hostname === hostname);
  if (!isTarget && !isOwnHost(hostname.replace(/^\[|\]$/g, ''))) {
    throw refused([`--prometheus ${prometheus.url} is neither on this machine nor on the host of a base URL`]);
  }
  const ask = isTarget ? fetchBy(reach) : fetch;
  const elsewhere = openPrometheusUsage(prometheus, ask);
  return {
    ...none,
    alerts: () => alertRules(prometheus.url, ask),
    usage: async (atMs) => [...(await processUsage(ours(), atMs)), ...(await elsewhere(atMs))],
  };
}
