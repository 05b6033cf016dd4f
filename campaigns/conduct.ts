import { copyFile } from 'node:fs/promises';
import { type ExitCode, exitCode, worstExitCode } from '../core/exit-code.ts';
import type { Progress } from '../core/progress.ts';
import type { Verdict } from '../core/verdict.ts';
import { loopbackUrls } from '../environments/loopback-urls.ts';
import { compressHistories } from '../recording/compress.ts';
import { conclude, readBounds } from './conclude.ts';
import { findCampaign } from './find-campaign.ts';
import { makeReady, type Ready } from './make-ready.ts';
import { openRecorder } from './recorder.ts';
import { openRunClock } from './run-clock.ts';
import { runLoads } from './run-loads.ts';

export interface ConductOptions {
  /** A campaign's or a scenario's. */
  readonly name: string;
  readonly seed: number;
  /** A name in targets/, or the path of an adapter. */
  readonly target: string;
  readonly environment: string;
  /** Empty where the environment starts the target itself. */
  readonly baseUrls: readonly string[];
  readonly users?: number;
  /** Of the measured phases. */
  readonly durationMs?: number;
  /** The run folder, which must not exist; default under reports/runs/. */
  readonly out?: string;
  readonly defects: readonly string[];
  readonly boundsFile?: string;
  readonly commandLine: readonly string[];
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export interface Conducted {
  readonly exitCode: ExitCode;
  readonly runFolder: string;
  readonly verdict: Verdict | null;
}

/**
 * One run from nothing to a verdict: make ready, load, settle, stop the target, judge, report. Whatever was recorded
 * before an interruption or a death is judged all the same.
 * @throws Failure for what stands in the way of any load: exit code 2, 5 or 130
 */
export async function conduct(options: ConductOptions): Promise<Conducted> {
  const campaign = await findCampaign(options.name);
  // Read before anything is started: bounds that cannot be used are bad usage, not a bad end.
  if (options.boundsFile !== undefined) await readBounds(options.boundsFile);
  if (options.baseUrls.length > 0) loopbackUrls(options.baseUrls);
  const clock = openRunClock();
  const recorder = await openRecorder(folderFor(options, clock.originMs), clock.now);
  const stopWatching = clock.watch((jumpMs) => recorder.event({ event: 'clock-jumped', atMs: clock.now(), jumpMs }));
  if (options.boundsFile !== undefined) await copyFile(options.boundsFile, recorder.folder.bounds);
  const context = { ...options, campaign, clock, recorder };
  let ready: Ready | undefined;
  try {
    ready = await makeReady(context);
    await runLoads(context, ready);
  } finally {
    options.progress.step('stopping the platform');
    await ready?.lab.stop();
    stopWatching();
    recorder.close();
  }
  options.progress.step('judging');
  await compressHistories(recorder.folder.histories);
  const { verdict, exitCode: judged } = await conclude(recorder.folder.path, options);
  options.progress.done();
  const interrupted = options.signal.aborted ? [exitCode.interrupted] : [];
  return { exitCode: worstExitCode([judged, ...interrupted]), runFolder: recorder.folder.path, verdict };
}

/** `<UTC time>-<campaign>`, so that folders sort by time. */
function folderFor({ out, name }: ConductOptions, originMs: number): string {
  if (out !== undefined) return out;
  const time = new Date(originMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  return `${import.meta.dirname}/../reports/runs/${time}-${name}`;
}
