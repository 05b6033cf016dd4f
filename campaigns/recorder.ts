import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryHeader } from '../core/operation.ts';
import type { ResourceSample } from '../core/resource-sample.ts';
import type { TimelineEvent } from '../core/run.ts';
import { freeBytes, openReserve, sizeOf, spareBytes } from '../recording/disk-room.ts';
import { type RunFolder, runFolder } from '../recording/run-folder.ts';
import { type LineWriter, openLines } from '../recording/write-lines.ts';
import { openState, type StateWriter } from '../recording/write-state.ts';

/** Before the load, after it, and of a platform that was brought back from a backup. */
export type StateName = 'initial' | 'final' | 'restored';

/** Everything that a run writes while it runs; a full disk ends the load, and what was written is kept and judged. */
export interface Recorder {
  readonly folder: RunFolder;
  /** Aborted when the disk has no room left but for the run's end. */
  readonly full: AbortSignal;
  /** Somebody else, who writes into the run folder too, has seen that the disk is full. */
  tellFull(): void;
  /** What the state before the load took will fit once more. */
  hasRoomForState(): boolean;
  event(event: TimelineEvent): void;
  sample(sample: ResourceSample): void;
  /** Hands on every further sample too, until the function that it returns is called. */
  tapSamples(take: (sample: ResourceSample) => void): () => void;
  /** A history written by Node; k6 appends to one that has its header only. */
  openHistory(source: string, errorMs: number): LineWriter;
  openState(which: StateName): StateWriter;
  close(): void;
}

const lookIntervalMs = 500;

export async function openRecorder(path: string, clock: () => number): Promise<Recorder> {
  const folder = runFolder(path);
  await mkdir(folder.histories, { recursive: true });
  await mkdir(folder.logs, { recursive: true });
  const reserve = openReserve(join(path, 'reserve'));
  const full = new AbortController();
  const header = (source: string) => ({ schemaVersion: 1, source });
  const isFull = (file: string): TimelineEvent => ({ event: 'disk-full', atMs: clock(), file });

  const tellFull = (): void => {
    if (full.signal.aborted) return;
    full.abort();
    timeline.write(isFull('the run folder'));
  };
  const makeRoom = (): boolean => {
    const hasRoom = reserve.give();
    // Not now: whoever asks is in the middle of a line.
    setImmediate(tellFull);
    return hasRoom;
  };
  const timeline: LineWriter = openLines(folder.timeline, header('timeline'), { makeRoom });
  const told = (file: string) => ({ makeRoom, onFault: () => void timeline.write(isFull(file)) });
  const resources = openLines(folder.resources, header('resources'), told('resources.ndjson'));

  // The state after the load takes about what the one before it took.
  const stateToCome = (): number => Math.max(0, sizeOf(folder.initialState) - sizeOf(folder.finalState));
  const hasRoomForState = (): boolean => freeBytes(path) >= stateToCome() + spareBytes;
  // k6 tells nobody that its history cannot be written, so somebody has to look.
  const looking = setInterval(() => {
    if (!full.signal.aborted && !hasRoomForState()) tellFull();
  }, lookIntervalMs);
  looking.unref();

  const histories: LineWriter[] = [];
  const taps = new Set<(sample: ResourceSample) => void>();
  return {
    folder,
    full: full.signal,
    tellFull,
    hasRoomForState,
    event: (event) => void timeline.write(event),
    sample(sample) {
      resources.write(sample);
      for (const take of taps) take(sample);
    },
    tapSamples(take) {
      taps.add(take);
      return () => taps.delete(take);
    },
    openHistory(source, errorMs) {
      const first: HistoryHeader = { schemaVersion: 1, source, offsetMs: 0, errorMs };
      const history = openLines(folder.history(source), first, told(`history/${source}.ndjson`));
      histories.push(history);
      return history;
    },
    openState(which) {
      const files = { initial: folder.initialState, final: folder.finalState, restored: folder.restoredState };
      return openState(files[which], `${which}-state`, told(`${which}-state.ndjson`));
    },
    close() {
      clearInterval(looking);
      for (const writer of [...histories, resources, timeline]) writer.close();
      reserve.close();
    },
  };
}
