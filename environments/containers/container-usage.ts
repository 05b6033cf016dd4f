import { readdirSync } from 'node:fs';
import type { ProcessSample } from '../../core/resource-sample.ts';
import type { ObservedProcess } from '../environment.ts';
import { type CgroupUsage, cgroupUsage } from './cgroup-usage.ts';
import type { Engine } from './engine.ts';

interface Stats {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> };
}

/**
 * What is counted of containers: CPU and memory of all their processes, file cache that can be given up left out; by
 * the kernel where it is this machine's, else by the engine, whose answers cost both of us much more. Descriptors are
 * those of the first process where this machine lets us see them, else 0.
 */
export async function containerUsage(
  { docker }: Engine,
  containerOf: (name: string) => string,
  processes: readonly ObservedProcess[],
  atMs: number,
): Promise<readonly ProcessSample[]> {
  const samples = await Promise.all(
    processes.map(async ({ name, role, pid }): Promise<readonly ProcessSample[]> => {
      const usage = cgroupUsage(pid) ?? (await engineUsage(docker, containerOf(name)));
      return usage === null
        ? []
        : [{ kind: 'process', atMs, name, role, pid, ...usage, descriptors: descriptors(pid) }];
    }),
  );
  return samples.flat();
}

/** What the engine says; null where it cannot tell. */
export async function engineUsage(docker: Engine['docker'], container: string): Promise<CgroupUsage | null> {
  // `one-shot`: without it the engine waits for a second reading, a second later.
  const options = { stream: false, 'one-shot': true } as { stream: false };
  const stats = (await docker
    .getContainer(container)
    .stats(options)
    .catch(() => null)) as Stats | null;
  const cpuNs = stats?.cpu_stats?.cpu_usage?.total_usage;
  const used = stats?.memory_stats?.usage;
  if (cpuNs === undefined || used === undefined) return null;
  const { total_inactive_file, inactive_file } = stats?.memory_stats?.stats ?? {};
  return { cpuMs: cpuNs / 1e6, rssBytes: used - (total_inactive_file ?? inactive_file ?? 0) };
}

function descriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}
