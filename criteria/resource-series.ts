import type { ProcessSample } from '../core/resource-sample.ts';
import type { ResourceRecord } from './folds/resource-figures.ts';
import type { ProcessSeries, ResourceSeries } from './series.ts';

/** Samples as they came; what only grows is turned into what was used since the sample before. */
export function resourceSeries({ processes, machine, database, limits }: ResourceRecord): ResourceSeries {
  const cores = machine[0]?.cores ?? 0;
  return {
    processes: [...processes.values()].map(processSeries),
    machine:
      machine.length === 0
        ? null
        : {
            cores,
            atMs: machine.map(({ atMs }) => atMs),
            busy: rates(machine, ({ busyMs }) => busyMs).map((share) => share / cores),
            steal: rates(machine, ({ stealMs }) => stealMs).map((share) => share / cores),
            memoryAvailableBytes: machine.map(({ memoryAvailableBytes }) => memoryAvailableBytes),
          },
    database:
      database.length === 0
        ? null
        : {
            atMs: database.map(({ atMs }) => atMs),
            connections: database.map(({ connections }) => connections),
            active: database.map(({ active }) => active),
            waitingForLock: database.map(({ waitingForLock }) => waitingForLock),
            limit: limits?.poolConnections ?? null,
          },
  };
}

function processSeries(samples: readonly ProcessSample[]): ProcessSeries {
  return {
    name: samples[0]?.name ?? '?',
    role: samples[0]?.role ?? '?',
    atMs: samples.map(({ atMs }) => atMs),
    cores: rates(samples, ({ cpuMs }) => cpuMs),
    rssBytes: samples.map(({ rssBytes }) => rssBytes),
    descriptors: samples.map(({ descriptors }) => descriptors),
  };
}

/** Growth per ms since the sample before; the first has none before it and counts as 0. */
function rates<Sample extends { readonly atMs: number }>(
  samples: readonly Sample[],
  total: (sample: Sample) => number,
): number[] {
  return samples.map((sample, index) => {
    const before = samples[index - 1];
    if (before === undefined || sample.atMs <= before.atMs) return 0;
    return Math.max(0, (total(sample) - total(before)) / (sample.atMs - before.atMs));
  });
}
