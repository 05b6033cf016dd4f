import { Failure } from '../../core/failure.ts';
import type { LinkName } from '../../core/plan.ts';
import type { LabLink, LinkTrouble } from '../environment.ts';
import { tellToxiproxy } from './tell-toxiproxy.ts';

const slowness = 'slow';

/**
 * A link that leads through one proxy of a Toxiproxy.
 * @param proxyNow where that is told, `http://127.0.0.1:8474/proxies/postgres`; asked each time, since it may move
 */
export function toxiproxyLink(name: LinkName, proxyNow: () => Promise<string>): LabLink {
  const mend = async (proxy: string, signal: AbortSignal): Promise<void> => {
    await tellToxiproxy(`${proxy}/toxics/${slowness}`, signal, 'DELETE');
    await tellToxiproxy(proxy, signal, 'PATCH', { enabled: true });
  };
  const harm = async (proxy: string, trouble: LinkTrouble, signal: AbortSignal): Promise<void> => {
    if (trouble.trouble === 'cut') await tellToxiproxy(proxy, signal, 'PATCH', { enabled: false });
    else if (trouble.trouble === 'replies-lost') throw new Failure(`no replies of users go over the link ${name}`);
    else {
      const attributes = { latency: trouble.latencyMs, jitter: trouble.jitterMs };
      await tellToxiproxy(`${proxy}/toxics`, signal, 'POST', { ...{ name: slowness, type: 'latency' }, attributes });
    }
  };
  return {
    name,
    async trouble(trouble, signal) {
      const proxy = await proxyNow();
      await mend(proxy, signal);
      if (trouble !== undefined) await harm(proxy, trouble, signal);
      return undefined;
    },
  };
}
