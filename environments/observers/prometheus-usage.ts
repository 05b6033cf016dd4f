import type { ProcessSample } from '../../core/resource-sample.ts';
import { askPrometheus } from './ask-prometheus.ts';

/** A Prometheus that somebody else runs, and what is looked at in it. */
export interface PrometheusSight {
  /** Without a slash at the end. */
  readonly url: string;
  /** Whose processes are the target's. */
  readonly jobs: readonly string[];
}

/** As many as a chart can tell apart. */
const processesMax = 50;
const nameLengthMax = 100;

/** What the client libraries of Prometheus tell of the process that they are in, in every language. */
const metrics = ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_open_fds'] as const;

/**
 * What the processes of some jobs use, by Prometheus' HTTP API (`/api/v1/query`). It asks them more seldom than we ask
 * it: only what has changed is told. Nothing where it does not answer, or not what can be read.
 * @param ask reaches the server; redirects are not followed
 */
export function openPrometheusUsage(
  { url, jobs }: PrometheusSight,
  ask: typeof fetch,
): (atMs: number) => Promise<readonly ProcessSample[]> {
  const names = jobs.map((job) => job.replaceAll('.', '\\\\.')).join('|');
  const query = `{__name__=~"${metrics.join('|')}",job=~"${names}"}`;
  const told = new Map<string, string>();
  return async (atMs) => {
    if (jobs.length === 0) return [];
    try {
      const data = await askPrometheus(url, `/api/v1/query?${new URLSearchParams({ query })}`, ask);
      const { result } = data as { readonly result: readonly unknown[] };
      const samples = samplesOf(result.filter(isSeries), atMs);
      return samples.filter(({ name, cpuMs, rssBytes, descriptors }) => {
        const now = `${cpuMs} ${rssBytes} ${descriptors}`;
        const isNew = told.get(name) !== now;
        told.set(name, now);
        return isNew;
      });
    } catch {
      return [];
    }
  };
}

interface Series {
  readonly metric: { readonly __name__: (typeof metrics)[number]; readonly job: string; readonly instance: string };
  /** When it was asked, and the figure as text. */
  readonly value: readonly [number, string];
}

function isSeries(series: unknown): series is Series {
  const { metric, value } = (series ?? {}) as Partial<Series>;
  const isNamed = typeof metric?.job === 'string' && typeof metric.instance === 'string';
  return isNamed && metrics.includes(metric.__name__) && Array.isArray(value) && Number(value[1]) >= 0;
}

function samplesOf(all: readonly Series[], atMs: number): readonly ProcessSample[] {
  const processes = new Map<string, Partial<Record<(typeof metrics)[number], number>>>();
  for (const { metric, value } of all) {
    const name = `${metric.job} ${metric.instance}`.slice(0, nameLengthMax);
    const figures = processes.get(name) ?? {};
    figures[metric.__name__] = Number(value[1]);
    processes.set(name, figures);
  }
  return [...processes].slice(0, processesMax).flatMap(([name, figures]) => {
    const { process_cpu_seconds_total: seconds, process_resident_memory_bytes: rssBytes } = figures;
    if (seconds === undefined || rssBytes === undefined) return [];
    const descriptors = figures.process_open_fds ?? 0;
    return [{ kind: 'process', atMs, name, role: 'elsewhere', pid: 0, cpuMs: seconds * 1000, rssBytes, descriptors }];
  });
}
