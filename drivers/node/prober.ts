import type { Operation } from '../../core/operation.ts';
import type { Client } from './client.ts';

export interface Prober {
  /** Resolves when the probe under way is recorded. */
  stop(): Promise<void>;
}

export interface ProberOptions {
  /** One for each base URL, so that one process that is down is seen as such. */
  readonly clients: readonly Client[];
  readonly intervalMs: number;
  readonly clock: () => number;
  readonly write: (operation: Operation) => void;
}

/**
 * Asks the platform at steady intervals, from just before the first load to the last one's end, whether it is there.
 * Each probe is due by the clock, not after the last reply, so a platform that hangs does not thin the probes out.
 */
export function startProber({ clients, intervalMs, clock, write }: ProberOptions): Prober {
  const startMs = clock();
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  let timer: NodeJS.Timeout | undefined;

  const probe = (): void => {
    const intendedMs = startMs + sent * intervalMs;
    const client = clients[sent % clients.length];
    sent += 1;
    if (client !== undefined) {
      const probing = client.perform({ verb: 'probe' }, { intendedMs }).then(({ operation }) => {
        write(operation);
        underWay.delete(probing);
      });
      underWay.add(probing);
    }
    timer = setTimeout(probe, Math.max(0, startMs + sent * intervalMs - clock()));
  };

  probe();
  return {
    async stop() {
      clearTimeout(timer);
      await Promise.all(underWay);
    },
  };
}
