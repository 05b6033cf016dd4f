import type {
  DatabaseSample,
  Limits,
  MachineSample,
  ProcessRole,
  ProcessSample,
  ResourceSample,
} from '../core/resource-sample.ts';

/** A resource that is used to this share of what there is has nothing left to give. */
const saturatedShare = 0.9;

/**
 * What had nothing left during a step, in words; the generator is asked first, since it alone makes the figure void.
 * @param samples of that step, in the order of their times
 */
export function nameBottleneck(samples: readonly ResourceSample[]): string {
  const machine = samples.filter((sample): sample is MachineSample => sample.kind === 'machine');
  const [first, last] = [machine[0], machine.at(-1)];
  if (first === undefined || last === undefined || last.atMs <= first.atMs)
    return 'not seen: no resources were recorded';
  const processes = samples.filter((sample): sample is ProcessSample => sample.kind === 'process');
  const cores = (role: ProcessRole): number => sum(coresOf(processes.filter((sample) => sample.role === role)));
  const busy = (last.busyMs - first.busyMs) / (last.atMs - first.atMs);
  const shares = (['api', 'database', 'generator'] as const).map((role) => `${role} ${cores(role).toFixed(2)}`);
  const used = `cores in use: ${shares.join(', ')}`;
  if (busy >= saturatedShare * last.cores) {
    const isGenerator = cores('generator') > cores('api') + cores('database');
    return isGenerator ? `the generator: it used most of the machine (${used})` : `the machine's cores (${used})`;
  }
  const busiestApi = Math.max(0, ...coresOf(processes.filter(({ role }) => role === 'api')));
  if (busiestApi >= saturatedShare) return `an API process: ${busiestApi.toFixed(2)} of its one core`;
  const database = samples.filter((sample): sample is DatabaseSample => sample.kind === 'database');
  const limit = samples.find((sample): sample is Limits => sample.kind === 'limits')?.poolConnections ?? null;
  const active = mean(database.map((sample) => sample.active + sample.idleInTransaction));
  if (limit !== null && active >= saturatedShare * limit)
    return `the pool: ${active.toFixed(1)} of ${limit} connections in use`;
  const waiting = mean(database.map((sample) => sample.waitingForLock));
  if (waiting >= 1) return `locks in the database: ${waiting.toFixed(1)} connections wait for one`;
  return `none of cores, pool and locks (${used})`;
}

/** Cores that each process used between its first and its last sample. */
function coresOf(samples: readonly ProcessSample[]): number[] {
  const spans = new Map<number, { first: ProcessSample; last: ProcessSample }>();
  for (const sample of samples) spans.set(sample.pid, { first: spans.get(sample.pid)?.first ?? sample, last: sample });
  return [...spans.values()].map(({ first, last }) =>
    last.atMs > first.atMs ? (last.cpuMs - first.cpuMs) / (last.atMs - first.atMs) : 0,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
