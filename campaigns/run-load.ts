import { join, resolve } from 'node:path';
import type { LoadInput } from '../core/load-input.ts';
import type { Plan } from '../core/plan.ts';
import { hash } from '../core/random.ts';
import type { Reach } from '../core/reach.ts';
import type { Delivery } from '../scenarios/storm/deliveries.ts';
import { startK6 } from './k6-process.ts';
import { watchLoad } from './live-load.ts';
import type { Ready, RunContext } from './make-ready.ts';
import { runSockets } from './run-sockets.ts';
import { runStorm } from './run-storm.ts';

/** The clock of k6 and the run's are one wall clock, read in whole ms at both ends. */
const clockErrorMs = 1;

/** How long k6 may take after its plan's end and grace before it is stopped from outside. */
const overtimeMs = 30_000;

/** One plan, carried out by one k6 process, or by this one, that writes one history. */
export async function runLoad(
  context: RunContext,
  ready: Ready,
  plan: Plan,
  source: string,
  onProcess: (pid: number) => void,
  deliveries: readonly Delivery[] = [],
): Promise<void> {
  const { recorder, clock, signal, progress } = context;
  const input: LoadInput = {
    ...{ plan, seed: context.seed, anchorDay: ready.anchorDay, runId: idOfLoad(ready.runId, source) },
    ...{ demandFile: resolve(ready.demandFile), targetFile: ready.targetFile, isRecorded: true },
    firstRow: firstRowOf(source),
    baseUrls: ready.lab.baseUrls,
    originMs: clock.originMs,
    zones: ready.zones,
    ...hostsOf(ready.lab.reach),
  };
  if (plan.playedBy === 'sockets') return runSockets(context, ready, input, source);
  if (plan.playedBy === 'storm') return runStorm(context, ready, { input, source, deliveries });
  recorder.openHistory(source, clockErrorMs).close();
  progress.step(`load: ${plan.name}`);
  // Of races it is told in the report.
  const skipped = plan.rounds === undefined ? (plan.skipped ?? []) : [];
  for (const { shape, reason } of skipped) progress.note(`${shape} is not played: ${reason}`);
  recorder.event({ event: 'step-started', atMs: clock.now(), step: source });
  const k6 = await startK6({
    ...{ k6: ready.k6, input, secrets: ready.lab.secrets },
    entry: resolve(import.meta.dirname, '..', 'scenarios', `${plan.entry ?? plan.name}.ts`),
    historyFile: recorder.folder.history(source),
    logFile: join(recorder.folder.logs, `k6-${source}.log`),
    reach: ready.lab.reach,
    remoteWriteUrl: ready.lab.remoteWriteUrl,
  });
  onProcess(k6.pid);
  const live = watchLoad(recorder.folder.history(source), plan, clock.now, { progress, take: context.brakes.take });
  const stop = (): void => k6.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const file = `history/${source}.ndjson`;
  const tellFull = (): void => recorder.event({ event: 'disk-full', atMs: clock.now(), file });
  recorder.full.addEventListener('abort', tellFull, { once: true });
  const lengthMs = plan.phases.at(-1)?.toMs ?? 0;
  const overtime = setTimeout(stop, lengthMs + plan.gracePeriodMs + overtimeMs);
  const { exitCode, signal: killedBy, completed, interrupted, lastError } = await k6.ended;
  clearTimeout(overtime);
  signal.removeEventListener('abort', stop);
  recorder.full.removeEventListener('abort', tellFull);
  await live.stop();
  const counts = completed === undefined ? {} : { completed, ...(interrupted === undefined ? {} : { interrupted }) };
  recorder.event({ event: 'load-ended', atMs: clock.now(), source, exitCode, ...counts });
  if (exitCode !== 0 || killedBy !== null) {
    const complaint = lastError === undefined ? '' : `: ${lastError.slice(0, 300)}`;
    const detail = `k6 ended with ${killedBy ?? exitCode}${complaint}`;
    recorder.event({ event: 'process-ended', atMs: clock.now(), process: 'k6', expected: signal.aborted, detail });
    progress.note(detail);
  }
  recorder.event({ event: 'step-ended', atMs: clock.now(), step: source });
}

/** k6 takes one address for a name. */
function hostsOf(reach: Reach | undefined): Pick<LoadInput, 'hosts'> {
  if (reach === undefined) return {};
  const hosts = Object.entries(reach.addresses).flatMap(([name, [first]]) =>
    first === undefined ? [] : [[name, first]],
  );
  return { hosts: Object.fromEntries(hosts) };
}

/** Arrivals are counted from 0 in every load: ids, tags and keys of two loads must differ all the same. */
export function idOfLoad(runId: string, source: string): string {
  return hash(`${runId}/${source}`).toString(16).padStart(8, '0');
}

/** `stress-3` begins elsewhere in the demand than `stress-2`, so that steps do not fight over the same slots. */
function firstRowOf(source: string): number {
  return (Number(/-(\d+)$/.exec(source)?.[1] ?? 1) - 1) * rowsApart;
}

const rowsApart = 397;
