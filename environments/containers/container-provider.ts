import type { ProviderName } from '../../core/provider.ts';
import type { LabProvider } from '../environment.ts';
import { type ProviderControl, providerControl } from '../provider-control.ts';

export type ContainerProvider = LabProvider & Pick<ProviderControl, 'restore'>;

/** A provider in its container; what the platform calls leads through Toxiproxy. */
export function containerProvider(name: ProviderName, controlPort: () => Promise<number>): ContainerProvider {
  const control = providerControl(name, async () => `http://127.0.0.1:${await controlPort()}`);
  return { ...control, name, url: name === 'calendar' ? 'http://toxiproxy:7001' : 'http://toxiproxy:7002' };
}
