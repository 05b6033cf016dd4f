import { copyFile, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ExitCode, exitCode, worstExitCode } from '../core/exit-code.ts';
import type { Progress } from '../core/progress.ts';
import type { Verdict } from '../core/verdict.ts';
import { defaultBounds } from '../criteria/bounds.ts';
import { readBaseUrls } from '../environments/base-urls.ts';
import type { PrometheusSight } from '../environments/observers/prometheus-usage.ts';
import { compressHistories } from '../recording/compress.ts';
import { assertRoom, diskFull, isDiskFull } from '../recording/disk-room.ts';
import { conclude, readBounds } from './conclude.ts';
import { findCampaign } from './find-campaign.ts';
import { makeReady, type Ready } from './make-ready.ts';
import { openBrakes } from './open-brakes.ts';
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
  /** Nobody else books on the target while the run lasts; of an external one that is not known else. */
  readonly isExclusive?: boolean;
  /** Empty where the environment starts the target itself. */
  readonly baseUrls: readonly string[];
  /** Hosts among them that are not this machine. */
  readonly hosts?: readonly string[];
  /** Authorities to trust when the target speaks TLS, PEM. */
  readonly caFile?: string;
  /** Requests a second at the most. */
  readonly rateCap?: number;
  /** What the owner of an external target watches it with. */
  readonly prometheus?: PrometheusSight;
  /** A file that ends the load once it is there, beside `STOP` in the run folder. */
  readonly stopFile?: string;
  /** Of what each plan breaks only these, by their numbers in the plan, from 1. */
  readonly faults?: readonly number[];
  readonly users?: number;
  /** Of another size than the campaign's. */
  readonly world?: { readonly customers: number; readonly appointments: number };
  /** Of the measured phases. */
  readonly durationMs?: number;
  /** The run folder, which must not exist; default under reports/runs/. */
  readonly out?: string;
  readonly defects: readonly string[];
  readonly boundsFile?: string;
  /** Prints all stored bookings as NDJSON, before the load and after it, where the platform lists none itself. */
  readonly stateCommand?: readonly string[];
  /** Kills a process of a platform of others, and starts it again, where a plan kills one. */
  readonly restartCommand?: readonly string[];
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
  const bounds = options.boundsFile === undefined ? defaultBounds : await readBounds(options.boundsFile);
  if (options.baseUrls.length > 0) readBaseUrls(options.baseUrls, options);
  const clock = openRunClock();
  const recorder = await openRecorder(await makeFolder(options, clock.originMs), clock.now);
  const stopWatching = clock.watch((jumpMs) => recorder.event({ event: 'clock-jumped', atMs: clock.now(), jumpMs }));
  if (options.boundsFile !== undefined) await copyFile(options.boundsFile, recorder.folder.bounds);
  const { full } = recorder;
  full.addEventListener('abort', () => options.progress.note(fullNote));
  // A full disk ends whatever Ctrl-C ends, and so do the brakes.
  const brakes = openBrakes({
    ...{ runFolder: recorder.folder.path, stopFile: options.stopFile },
    onStop(reason) {
      recorder.event({ event: 'load-stopped', atMs: clock.now(), reason });
      options.progress.note(`The load is stopped: ${reason}.`);
    },
  });
  const signal = AbortSignal.any([options.signal, full, brakes.signal]);
  const stuck: string[] = [];
  const context = { ...options, campaign, clock, recorder, bounds, brakes, signal, stuck };
  let ready: Ready | undefined;
  const bugs: unknown[] = [];
  try {
    ready = await makeReady(context).catch((error: unknown) => {
      if (!full.aborted && !isDiskFull(error)) throw error;
      throw diskFull(recorder.folder.path, 'it filled up before there was any load', error);
    });
    brakes.watch(ready.lab);
    await runLoads(context, ready).catch((error: unknown) => {
      if (isDiskFull(error)) recorder.tellFull();
      else bugs.push(error);
    });
    if (options.signal.aborted) recorder.event({ event: 'interrupted', atMs: clock.now() });
  } finally {
    options.progress.step('stopping the platform');
    await ready?.lab.stop();
    stopWatching();
    brakes.close();
    recorder.close();
  }
  options.progress.step('judging');
  await Promise.all([recorder.folder.histories, recorder.folder.providers].map(compressHistories));
  const { verdict, exitCode: judged } = await conclude(recorder.folder.path, options);
  options.progress.done();
  // What went wrong in the harness itself is told when what it recorded before is safe and judged.
  if (bugs.length > 0) throw bugs[0];
  for (const fault of stuck) options.progress.note(`${fault} could not be healed; the whole target was ended instead.`);
  const interrupted = options.signal.aborted ? [exitCode.interrupted] : [];
  const unhealed = stuck.length > 0 ? [exitCode.couldNotHeal] : [];
  return { exitCode: worstExitCode([judged, ...interrupted, ...unhealed]), runFolder: recorder.folder.path, verdict };
}

const fullNote =
  'The disk that holds the run folder is full: the load ends here, and what was recorded is judged. ' +
  'Free some space there, or name another place with --out, and run it again.';

/** Makes `<UTC time>-<campaign>`, so that folders sort by time; a run of the same second gets a number behind it. */
async function makeFolder({ out, name }: ConductOptions, originMs: number): Promise<string> {
  const runs = resolve(import.meta.dirname, '..', 'reports', 'runs');
  assertRoom(out ?? runs);
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    return out;
  }
  const seconds = new Date(originMs).toISOString().replace(/\.\d+Z$/, 'Z');
  await mkdir(runs, { recursive: true });
  const first = join(runs, `${seconds.replaceAll(':', '-')}-${name}`);
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? first : `${first}-${number}`;
    if (await mkdir(folder).then(() => true, isTaken)) return folder;
  }
}

/** @throws what is not "it exists already" */
function isTaken(error: NodeJS.ErrnoException): false {
  if (error.code === 'EEXIST') return false;
  throw error;
}
