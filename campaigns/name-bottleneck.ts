import {
  type DatabaseSample,
  type Limits,
  type MachineSample,
  type ProcessRole,
  type ProcessSample,
  platformRoles,
  type ResourceSample,
} from '../core/resource-sample.ts';
import type { Saturated } from '../core/run.ts';

/** A resource that is used to this share of what there is has nothing left to give. */
const saturatedShare = 0.9;

/** A generator that used more of the machine than this took it from the platform. */
const sharedShare = 0.1;

export interface Bottleneck {
  readonly saturated: Saturated;
  /** The figures behind it, in words. */
  readonly bottleneck: string;
  /** Share of the machine's cores; absent where nobody watched. */
  readonly generatorShare?: number;
}

/**
 * What had nothing left during a step; the generator is asked first, since it alone makes the figure void. Where all
 * cores were busy, whoever used most of them is named, or the machine where the generator took a good part of it.
 * @param samples of that step, in the order of their times
 */
export function nameBottleneck(samples: readonly ResourceSample[]): Bottleneck {
  const machine = samples.filter((sample): sample is MachineSample => sample.kind === 'machine');
  const [first, last] = [machine[0], machine.at(-1)];
  if (first === undefined || last === undefined || last.atMs <= first.atMs)
    return { saturated: 'unseen', bottleneck: 'not seen: no resources were recorded' };
  const processes = samples.filter((sample): sample is ProcessSample => sample.kind === 'process');
  const coresBy = (role: ProcessRole): number => sum(coresOf(processes.filter((sample) => sample.role === role)));
  const [api, database, generator] = [sum(platformRoles.map(coresBy)), coresBy('database'), coresBy('generator')];
  const used = `api ${api.toFixed(2)}, database ${database.toFixed(2)}, generator ${generator.toFixed(2)}`;
  const named = (saturated: Saturated, bottleneck: string): Bottleneck => ({
    ...{ saturated, bottleneck, generatorShare: generator / last.cores },
  });
  const busy = (last.busyMs - first.busyMs) / (last.atMs - first.atMs);
  const limits = samples.find((sample): sample is Limits => sample.kind === 'limits');
  const targetCores = limits?.targetCores ?? last.cores;
  if (busy >= saturatedShare * last.cores || api + database >= saturatedShare * targetCores) {
    const rest = Math.max(0, busy - api - database - generator).toFixed(2);
    const cores = `of ${last.cores} cores ${used}, all else ${rest}`;
    if (generator > api + database) return named('generator', cores);
    if (generator > sharedShare * last.cores) return named('machine', cores);
    return named(api >= database ? 'target-cpu' : 'database', cores);
  }
  const busiestApi = Math.max(0, ...coresOf(processes.filter(({ role }) => role === 'api')));
  if (busiestApi >= saturatedShare)
    return named('target-cpu', `an API process: ${busiestApi.toFixed(2)} of its one core`);
  return named(...withoutCores(samples, limits?.poolConnections ?? null, used));
}

function withoutCores(
  samples: readonly ResourceSample[],
  poolConnections: number | null,
  used: string,
): readonly [Saturated, string] {
  const database = samples.filter((sample): sample is DatabaseSample => sample.kind === 'database');
  const active = mean(database.map((sample) => sample.active + sample.idleInTransaction));
  if (poolConnections !== null && active >= saturatedShare * poolConnections)
    return ['pool', `the pool: ${active.toFixed(1)} of ${poolConnections} connections in use`];
  const waiting = mean(database.map((sample) => sample.waitingForLock));
  if (waiting >= 1) return ['locks', `locks in the database: ${waiting.toFixed(1)} connections wait for one`];
  return ['none', `none of cores, pool and locks; cores in use: ${used}`];
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
