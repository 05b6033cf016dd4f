import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../../environments/environment.ts';

/** People who store things in the fake stack all the time, each with an id of its own. */
export interface Writers {
  /** Ids that the platform has acknowledged so far. */
  readonly stored: ReadonlySet<number>;
  /** Requests that failed or were never answered so far. */
  failures(): number;
  stop(): Promise<void>;
}

export function startWriters({ baseUrls }: Lab, firstId: number, count = 6): Writers {
  const stored = new Set<number>();
  let [next, failures, isOver] = [firstId, 0, false];
  const write = async (baseUrl: string): Promise<void> => {
    while (!isOver) {
      const id = next;
      next += 1;
      const status = await fetch(`${baseUrl}/things/${id}`, {
        method: 'POST',
        signal: AbortSignal.timeout(5_000),
      }).then(
        async (reply) => (await reply.text()) && reply.status,
        () => 0,
      );
      if (status === 201) stored.add(id);
      else failures += 1;
      // Whoever is turned away at once would ask again without end.
      if (status !== 201) await sleep(10);
    }
  };
  const all = Array.from({ length: count }, (_, n) => write(baseUrls[n % baseUrls.length] as string));
  return {
    stored,
    failures: () => failures,
    stop: async () => {
      isOver = true;
      await Promise.all(all);
    },
  };
}

/** Of what was acknowledged: the ids that the platform does not know any more. */
export async function lostOf({ baseUrls }: Lab, stored: ReadonlySet<number>): Promise<readonly number[]> {
  const lost: number[] = [];
  for (const id of stored) {
    const reply = await fetch(`${baseUrls[0]}/things/thing%20${id}`);
    if ((await reply.text()) !== `[{"id":${id}}]`) lost.push(id);
  }
  return lost;
}
