import { Failure } from '../core/failure.ts';
import type { Conduct, ProviderName } from '../core/provider.ts';
import type { LabProvider } from './environment.ts';

/** The harness's own door to a provider of ours. */
export interface ProviderControl extends Pick<LabProvider, 'behave' | 'unanswered'> {
  /** How it was told to behave last, as the door takes it. */
  conduct(): string;
  /** Makes one that was started again behave as it did before. */
  restore(signal: AbortSignal): Promise<void>;
}

const healthy = JSON.stringify({ shares: {} });

/** @param url where the door is now, asked for each time: what is started again may be elsewhere */
export function providerControl(name: ProviderName, url: () => string | Promise<string>): ProviderControl {
  let conduct = healthy;
  const tell = async (body: string, signal: AbortSignal): Promise<void> => {
    const reply = await fetch(`${await url()}/behaviour`, { method: 'PUT', body, signal });
    if (reply.status !== 200) throw new Failure(`${name} cannot behave like this: ${await reply.text()}`);
    conduct = body;
  };
  return {
    conduct: () => conduct,
    behave: (wanted: Conduct | undefined, signal) =>
      tell(wanted === undefined ? healthy : JSON.stringify(wanted), signal),
    restore: (signal) => tell(conduct, signal),
    async unanswered(signal) {
      const reply = await fetch(`${await url()}/open`, { signal });
      const { open } = (await reply.json()) as { readonly open?: unknown };
      if (typeof open !== 'number') throw new Failure(`${name} does not say how many requests are open`);
      return open;
    },
  };
}
