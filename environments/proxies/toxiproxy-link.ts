import { Failure } from '../../core/failure.ts';
import type { LinkName } from '../../core/plan.ts';
import type { LabLink, LinkTrouble } from '../environment.ts';
import { tellToxiproxy } from './tell-toxiproxy.ts';

/** Of Toxiproxy's ways to harm what comes back, each under its own name: https://github.com/Shopify/toxiproxy#toxics */
const kinds = { slow: 'latency', narrow: 'bandwidth', silent: 'timeout', 'closes-slowly': 'slow_close' } as const;

/**
 * A link that leads through one proxy of a Toxiproxy.
 * @param proxyNow where that is told, `http://127.0.0.1:8474/proxies/postgres`; asked each time, since it may move
 */
export function toxiproxyLink(name: LinkName, proxyNow: () => Promise<string>): LabLink {
  const mend = async (proxy: string, signal: AbortSignal): Promise<void> => {
    for (const name of Object.keys(kinds)) await tellToxiproxy(`${proxy}/toxics/${name}`, signal, 'DELETE');
    await tellToxiproxy(proxy, signal, 'PATCH', { enabled: true });
  };
  const harm = async (proxy: string, trouble: LinkTrouble, signal: AbortSignal): Promise<void> => {
    if ('share' in trouble) throw new Failure(`no replies of users go over the link ${name}`);
    if (trouble.trouble === 'cut') return tellToxiproxy(proxy, signal, 'PATCH', { enabled: false });
    const toxic = { name: trouble.trouble, type: kinds[trouble.trouble], attributes: attributesOf(trouble) };
    await tellToxiproxy(`${proxy}/toxics`, signal, 'POST', toxic);
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

type Toxic = Extract<LinkTrouble, { readonly trouble: keyof typeof kinds }>;

/** A timeout of 0: never. */
function attributesOf(trouble: Toxic): Readonly<Record<string, number>> {
  switch (trouble.trouble) {
    case 'narrow':
      return { rate: trouble.kilobytesPerSecond };
    case 'silent':
      return { timeout: 0 };
    case 'closes-slowly':
      return { delay: trouble.delayMs };
    case 'slow':
      return { latency: trouble.latencyMs, jitter: trouble.jitterMs };
  }
}
