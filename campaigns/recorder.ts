import { mkdir } from 'node:fs/promises';
import type { HistoryHeader } from '../core/operation.ts';
import type { ResourceSample } from '../core/resource-sample.ts';
import type { TimelineEvent } from '../core/run.ts';
import { type RunFolder, runFolder } from '../recording/run-folder.ts';
import { type LineWriter, openLines } from '../recording/write-lines.ts';

/** Everything that a run writes while it runs; a full disk ends the writing, never the run. */
export interface Recorder {
  readonly folder: RunFolder;
  event(event: TimelineEvent): void;
  sample(sample: ResourceSample): void;
  /** Hands on every further sample too, until the function that it returns is called. */
  tapSamples(take: (sample: ResourceSample) => void): () => void;
  /** A history written by Node; k6 appends to one that has its header only. */
  openHistory(source: string, errorMs: number): LineWriter;
  close(): void;
}

export async function openRecorder(path: string, clock: () => number): Promise<Recorder> {
  const folder = runFolder(path);
  await mkdir(folder.histories, { recursive: true });
  await mkdir(folder.logs, { recursive: true });
  const header = (source: string) => ({ schemaVersion: 1, source });
  const timeline = openLines(folder.timeline, header('timeline'));
  const told = (file: string) => ({
    onFault: () => void timeline.write({ event: 'disk-full', atMs: clock(), file } satisfies TimelineEvent),
  });
  const resources = openLines(folder.resources, header('resources'), told('resources.ndjson'));
  const histories: LineWriter[] = [];
  const taps = new Set<(sample: ResourceSample) => void>();
  return {
    folder,
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
    close() {
      for (const writer of [...histories, resources, timeline]) writer.close();
    },
  };
}
