import { Failure } from '../../core/failure.ts';
import type { Conduct, ProviderName } from '../../core/provider.ts';
import type { LabProvider } from '../environment.ts';

export interface ContainerProvider extends LabProvider {
  /** Makes one that was started again behave as it did before. */
  restore(signal: AbortSignal): Promise<void>;
}

const healthy = { shares: {} };

/** A provider in its container; what the platform calls leads through Toxiproxy. */
export function containerProvider(name: ProviderName, controlPort: () => Promise<number>): ContainerProvider {
  let conduct: Conduct | typeof healthy = healthy;
  const tell = async (wanted: Conduct | typeof healthy, signal: AbortSignal): Promise<void> => {
    const body = JSON.stringify(wanted);
    const reply = await fetch(`http://127.0.0.1:${await controlPort()}/behaviour`, { method: 'PUT', body, signal });
    if (reply.status !== 200) throw new Failure(`${name} cannot behave like this: ${await reply.text()}`);
    conduct = wanted;
  };
  return {
    ...{ name, url: name === 'calendar' ? 'http://toxiproxy:7001' : 'http://toxiproxy:7002' },
    behave: (wanted, signal) => tell(wanted ?? healthy, signal),
    restore: (signal) => tell(conduct, signal),
  };
}
