import type { AlertRule, CacheSample, ProcessSample, ResourceSample } from '../core/resource-sample.ts';
import type { ObservedProcess, ObserveOptions, Observer } from './environment.ts';
import { machineUsage } from './observers/machine-usage.ts';
import { processUsage } from './observers/process-usage.ts';

/** What an environment can see of its target; nothing, where it cannot. */
export interface Sight {
  processes(): readonly ObservedProcess[];
  /** What they use; default: as this machine's kernel says. */
  usage?(atMs: number): Promise<readonly ProcessSample[]>;
  database(atMs: number): Promise<ResourceSample | null>;
  alerts?(): Promise<readonly AlertRule[] | null>;
  cache?(atMs: number): Promise<CacheSample | null>;
}

/** Samples until it is stopped. A sample that takes longer than the interval makes the next one wait for its turn. */
export function observe(sight: Sight, sink: (sample: ResourceSample) => void, options: ObserveOptions): Observer {
  let running: Promise<void> | undefined;
  let known = '';
  const sampleAlerts = async (): Promise<void> => {
    const rules = (await sight.alerts?.()) ?? null;
    // By when they were answered: what was asked for before may have changed meanwhile.
    const atMs = options.clock();
    if (rules === null || JSON.stringify(rules) === known) return;
    known = JSON.stringify(rules);
    sink({ kind: 'alerts', atMs, rules });
  };
  const sampleAll = async (): Promise<void> => {
    const atMs = options.clock();
    sink(machineUsage(atMs));
    const seen = sight.usage === undefined ? sight.processes() : [];
    for (const sample of await processUsage([...seen, ...options.extra()], atMs)) sink(sample);
    for (const sample of (await sight.usage?.(atMs)) ?? []) sink(sample);
    const database = await sight.database(atMs);
    if (database !== null) sink(database);
    const cache = (await sight.cache?.(atMs)) ?? null;
    if (cache !== null) sink(cache);
    await sampleAlerts();
  };
  const sampleOnce = (): Promise<void> => {
    running ??= sampleAll().finally(() => {
      running = undefined;
    });
    return running;
  };
  void sampleOnce();
  const timer = setInterval(sampleOnce, options.intervalMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
      await sampleOnce();
    },
  };
}
