import {
  type AlertSample,
  type CacheSample,
  type CounterSample,
  type DatabaseSample,
  type Limits,
  type MachineSample,
  type ProcessSample,
  platformRoles,
  type ReadinessSample,
  type ResourceSample,
  type RouteStatements,
  type SelfReports,
  type StatementSample,
  type TableSample,
} from '../../core/resource-sample.ts';
import { crowdedShare, othersShare, unknownShare } from './others-share.ts';

/** resources.ndjson, sorted by kind; samples are few (some a second), so they are kept. */
export interface ResourceRecord {
  readonly processes: Map<string, ProcessSample[]>;
  readonly machine: MachineSample[];
  readonly database: DatabaseSample[];
  /** The latest of each statement, table and route: they are cumulative. */
  readonly statements: Map<string, StatementSample>;
  readonly tables: Map<string, TableSample>;
  readonly routes: Map<string, RouteStatements>;
  limits: Limits | undefined;
  reports: SelfReports | undefined;
  readonly readiness: ReadinessSample[];
  readonly counters: CounterSample[];
  readonly alerts: AlertSample[];
  readonly cache: CacheSample[];
  take(sample: ResourceSample): void;
}

export function openResourceRecord(): ResourceRecord {
  const record: ResourceRecord = {
    processes: new Map(),
    machine: [],
    database: [],
    statements: new Map(),
    tables: new Map(),
    routes: new Map(),
    limits: undefined,
    reports: undefined,
    readiness: [],
    counters: [],
    alerts: [],
    cache: [],
    take(sample) {
      if (sample.kind === 'process') {
        const name = `${sample.name} ${sample.pid}`;
        const known = record.processes.get(name);
        if (known === undefined) record.processes.set(name, [sample]);
        else known.push(sample);
      } else if (sample.kind === 'machine') record.machine.push(sample);
      else if (sample.kind === 'database') record.database.push(sample);
      else if (sample.kind === 'statement') keepLatest(record.statements, sample.query, sample);
      else if (sample.kind === 'table') keepLatest(record.tables, sample.table, sample);
      else if (sample.kind === 'route-statements') keepLatest(record.routes, sample.route, sample);
      else if (sample.kind === 'limits') record.limits = sample;
      else if (sample.kind === 'self-reports') record.reports = sample;
      else if (sample.kind === 'readiness') record.readiness.push(sample);
      else if (sample.kind === 'counter') record.counters.push(sample);
      else if (sample.kind === 'alerts') record.alerts.push(sample);
      else if (sample.kind === 'cache') record.cache.push(sample);
    },
  };
  return record;
}

function keepLatest<Sample extends { readonly atMs: number }>(
  latest: Map<string, Sample>,
  name: string,
  sample: Sample,
): void {
  const known = latest.get(name);
  if (known === undefined || known.atMs <= sample.atMs) latest.set(name, sample);
}

export interface ResourceFigures {
  /** Cores of the machine. */
  readonly cores: number | null;
  /** Share of the machine's cores that the generator used in measured seconds; null: not recorded. */
  readonly generatorShare: number | null;
  /** Cores that the target used in measured seconds, and for how many seconds that is known. */
  readonly targetCores: number | null;
  readonly targetSeconds: number;
  /** As in `othersShare`. */
  readonly othersShare: number | null;
  /** As in `unknownShare`. */
  readonly unknownShare: number | null;
  /** As in `crowdedShare`. */
  readonly crowdedShare: number | null;
}

const targetRoles: ReadonlySet<string> = new Set([...platformRoles, 'database']);

/** @param isMeasured whether a time on the run's clock lies in a measured phase */
export function resourceFigures(record: ResourceRecord, isMeasured: (atMs: number) => boolean): ResourceFigures {
  const cores = record.machine[0]?.cores ?? null;
  const generator = coresUsed(record, (role) => role === 'generator', isMeasured);
  const target = coresUsed(record, (role) => targetRoles.has(role), isMeasured);
  return {
    cores,
    generatorShare: generator === null || cores === null ? null : generator.cores / cores,
    targetCores: target?.cores ?? null,
    targetSeconds: target?.seconds ?? 0,
    othersShare: othersShare(record, isMeasured),
    unknownShare: unknownShare(record, isMeasured),
    crowdedShare: crowdedShare(record, isMeasured),
  };
}

/**
 * CPU time between samples that both lie in measured phases, over the time between them; summed over processes. Those
 * that ran one after the other share the time.
 */
function coresUsed(
  record: ResourceRecord,
  isWanted: (role: string) => boolean,
  isMeasured: (atMs: number) => boolean,
): { readonly cores: number; readonly seconds: number } | null {
  let totalMs = 0;
  const spans: (readonly [number, number])[] = [];
  for (const samples of record.processes.values()) {
    if (samples.length < 2 || !isWanted(samples[0]?.role ?? '')) continue;
    for (let at = 1; at < samples.length; at += 1) {
      const [before, after] = [samples[at - 1] as ProcessSample, samples[at] as ProcessSample];
      if (!isMeasured(before.atMs) || !isMeasured(after.atMs)) continue;
      totalMs += Math.max(0, after.cpuMs - before.cpuMs);
      spans.push([before.atMs, after.atMs]);
    }
  }
  const coveredMs = unionMs(spans);
  return coveredMs === 0 ? null : { cores: totalMs / coveredMs, seconds: coveredMs / 1000 };
}

/** The time that spans cover together: processes that ran one after the other share it, they do not add up. */
function unionMs(spans: (readonly [number, number])[]): number {
  let [coveredMs, untilMs] = [0, Number.NEGATIVE_INFINITY];
  for (const [fromMs, toMs] of spans.sort((a, b) => a[0] - b[0])) {
    coveredMs += Math.max(0, toMs - Math.max(fromMs, untilMs));
    untilMs = Math.max(untilMs, toMs);
  }
  return coveredMs;
}
