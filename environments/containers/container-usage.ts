import { readdirSync } from 'node:fs';
import type { ProcessSample } from '../../core/resource-sample.ts';
import type { ObservedProcess } from '../environment.ts';
import type { Engine } from './engine.ts';

interface Stats {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> };
}

/**
 * What the engine counts of containers: CPU and memory of all their processes, file cache that can be given up left
 * out. Descriptors are those of the first process where this machine lets us see them, else 0.
 */
export async function containerUsage(
  { docker }: Engine,
  containerOf: (name: string) => string,
  processes: readonly ObservedProcess[],
  atMs: number,
): Promise<readonly ProcessSample[]> {
  const samples = await Promise.all(
    processes.map(async ({ name, role, pid }): Promise<readonly ProcessSample[]> => {
      // `one-shot`: without it the engine waits for a second reading, a second later.
      const options = { stream: false, 'one-shot': true } as { stream: false };
      const stats = (await docker
        .getContainer(containerOf(name))
        .stats(options)
        .catch(() => null)) as Stats | null;
      const cpuNs = stats?.cpu_stats?.cpu_usage?.total_usage;
      const used = stats?.memory_stats?.usage;
      if (cpuNs === undefined || used === undefined) return [];
      const { total_inactive_file, inactive_file } = stats?.memory_stats?.stats ?? {};
      const rssBytes = used - (total_inactive_file ?? inactive_file ?? 0);
      return [{ kind: 'process', atMs, name, role, pid, cpuMs: cpuNs / 1e6, rssBytes, descriptors: descriptors(pid) }];
    }),
  );
  return samples.flat();
}

function descriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}
