import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeOfProcesses, startOfProcess } from './process-identity.ts';

/** What one harness has started; on disk before it runs, so that whoever comes later can clear it away. */
export interface RegistryEntry {
  readonly schemaVersion: 1;
  readonly place: ReturnType<typeof placeOfProcesses>;
  readonly owner: RecordedProcess;
  /** The Compose project whose containers, networks and volumes are its own. */
  readonly project?: string;
  readonly processes: readonly (RecordedProcess & { readonly name: string; readonly end: ProcessEnding })[];
  /** Faults that are injected now, or about to be. */
  readonly leases?: readonly Lease[];
}

export interface Lease {
  /** A number of its own in this entry: the same fault may come again. */
  readonly number: number;
  readonly fault: string;
  /** Whatever it was injected into is ended when it is not given back so soon. */
  readonly timeToLiveMs: number;
}

export interface RecordedProcess {
  readonly pid: number;
  /** From `startOfProcess`. */
  readonly startedAt: string;
}

/** `database`: PostgreSQL's immediate shutdown first, so that its children and shared memory go with it. */
export type ProcessEnding = 'kill' | 'database';

/** The folder of an entry lies beside its record: `<runs>/<id>/` and `<runs>/<id>.json`. */
export function writeEntry(runsFolder: string, id: string, entry: RegistryEntry): void {
  const file = join(runsFolder, `${id}.json`);
  writeFileSync(`${file}.new`, JSON.stringify(entry), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeEntry(runsFolder: string, id: string): void {
  rmSync(join(runsFolder, `${id}.json`), { force: true });
  rmSync(join(runsFolder, `${id}.json.new`), { force: true });
}

/** Null when it is gone or is none. */
export function readEntry(runsFolder: string, id: string): RegistryEntry | null {
  try {
    const entry: unknown = JSON.parse(readFileSync(join(runsFolder, `${id}.json`), 'utf8'));
    return isEntry(entry) ? entry : null;
  } catch {
    return null;
  }
}

export function entryIds(runsFolder: string): readonly string[] {
  const names = readdirSync(runsFolder).filter((name) => /^[0-9a-z-]+\.json$/.test(name));
  return names.map((name) => name.slice(0, -'.json'.length));
}

/** True when nobody will come back for it. What belongs to another container is not ours to judge. */
export function isAbandoned(entry: RegistryEntry): boolean {
  const here = placeOfProcesses();
  if (here?.boot === entry.place?.boot && here?.namespace !== entry.place?.namespace) return false;
  return !isRunning(entry, entry.owner);
}

/** Whether a recorded process still runs: same boot, same pid, same start. */
export function isRunning(entry: RegistryEntry, recorded: RecordedProcess): boolean {
  return placeOfProcesses()?.boot === entry.place?.boot && startOfProcess(recorded.pid) === recorded.startedAt;
}

function isEntry(value: unknown): value is RegistryEntry {
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return false;
  return value.schemaVersion === 1 && 'owner' in value && 'processes' in value && Array.isArray(value.processes);
}
