import { type FileHandle, open } from 'node:fs/promises';
import type { Operation } from '../core/operation.ts';
import type { Plan } from '../core/plan.ts';
import type { Progress } from '../core/progress.ts';
import { errorOf } from '../criteria/folds/load-record.ts';
import type { LoadSecond } from './open-load-limits.ts';

export interface LiveLoad {
  stop(): Promise<void>;
}

const intervalMs = 1_000;
/** A second of a heavy load; what is more is skipped here, since the judge reads everything anyway. */
const bytesMax = 4 << 20;

/** Reads what a generator has just written, and tells the progress, and who watches over it, how the load looks. */
export function watchLoad(
  file: string,
  plan: Plan,
  clock: () => number,
  { progress, take }: { readonly progress: Progress; readonly take: (second: LoadSecond) => void },
): LiveLoad {
  let handle: FileHandle | undefined;
  let position = 0;
  let rest = '';
  let loadStartMs: number | undefined;
  let ended = 0;
  let errors = 0;
  let reading: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    handle ??= await open(file, 'r').catch(() => undefined);
    if (handle === undefined) return;
    const { size } = await handle.stat();
    const from = Math.max(position, size - bytesMax);
    if (from > position) rest = '';
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - from)), 0, size - from, from);
    position = from + bytesRead;
    const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
    rest = lines.pop() ?? '';
    const latencies: number[] = [];
    let failed = 0;
    for (const line of lines) {
      const read = parse(line);
      if (read === undefined) continue;
      if ('mark' in read) {
        if (read.mark === 'load-started') loadStartMs ??= read.atMs;
        continue;
      }
      if (read.requests === undefined) continue; // the header
      if (read.verb === 'journey') ended += 1;
      for (const [index, request] of read.requests.entries()) {
        latencies.push(request.endMs - request.startMs);
        if (errorOf(request, read as Operation, index === read.requests.length - 1) !== 0) failed += 1;
      }
    }
    errors += failed;
    if (loadStartMs === undefined) return;
    take({ atMs: clock(), requests: latencies.length, failed });
    tell(latencies, clock() - loadStartMs);
  };

  const tell = (latencies: number[], atMs: number): void => {
    const phase = plan.phases.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    const lengthMs = plan.phases.at(-1)?.toMs ?? 0;
    latencies.sort((a, b) => a - b);
    progress.load({
      phase: phase?.name ?? 'ending',
      users: Math.max(0, startedBy(plan, Math.min(atMs, lengthMs)) - ended),
      ratePerSecond: (latencies.length * 1000) / intervalMs,
      p95Ms: latencies[Math.ceil(latencies.length * 0.95) - 1] ?? null,
      errors,
      leftMs: Math.max(0, lengthMs - atMs),
    });
  };

  const timer = setInterval(() => {
    reading = reading.then(look).catch(() => undefined);
  }, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await reading;
      await handle?.close();
    },
  };
}

function parse(line: string): Partial<Operation> | { mark: string; atMs: number } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // A header of another shape or a torn line: the judge names it.
  }
}

/** Arrivals due in the first `atMs` of a plan. */
function startedBy(plan: Plan, atMs: number): number {
  let started = 0;
  for (const { startPerSecond, stages } of plan.arrivals) {
    let rate = startPerSecond;
    let fromMs = 0;
    for (const { durationMs, endPerSecond } of stages) {
      const spent = Math.max(0, Math.min(1, (atMs - fromMs) / durationMs));
      const reached = rate + (endPerSecond - rate) * spent;
      started += ((rate + reached) / 2) * ((spent * durationMs) / 1000);
      rate = endPerSecond;
      fromMs += durationMs;
    }
  }
  return Math.round(started);
}
