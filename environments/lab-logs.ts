import { join } from 'node:path';
import { type BoundedLog, boundedLog } from './bounded-log.ts';
import { databaseLog } from './database-log.ts';
import type { PlanRows } from './plan-rows.ts';
import { tail } from './tail.ts';
import type { Child } from './workspace.ts';

const logMaxBytes = 5 * 1_048_576;
const intervalMs = 1_000;

/** Carries what the target's processes write into the run folder's `logs/`, once a second: bounded, without secrets. */
export interface LabLogs {
  /** One that is started again goes on in the file that its first run began. */
  follow(child: Pick<Child, 'name' | 'outputFile'>): void;
  /** The database's log also tells how many rows its statements read. */
  followDatabase(folder: string, onPlan: (plan: PlanRows) => void): void;
  /** What was written until now. */
  copy(): void;
  /** Copies the rest and ends. Works also when the files have been removed meanwhile. */
  close(): void;
}

export function labLogs(runFolder: string, hide: (text: string) => string, note: (text: string) => void): LabLogs {
  const sources: { read(): void; flush(): void; close(): void }[] = [];
  const followed = new Set<string>();
  const copy = (): void => {
    for (const source of sources) {
      source.read();
      source.flush();
    }
  };
  const timer = setInterval(copy, intervalMs);
  timer.unref();
  const opened = new Map<string, BoundedLog>();
  const open = (name: string): BoundedLog => {
    const log = opened.get(name) ?? boundedLog(join(runFolder, 'logs', `${name}.log`), logMaxBytes, note);
    opened.set(name, log);
    return log;
  };
  return {
    follow: (child) => {
      if (followed.has(child.outputFile)) return;
      followed.add(child.outputFile);
      const log = open(child.name);
      const source = tail(child.outputFile, (line) => log.add(hide(line)));
      // Opened now, so that the rest can still be read when its folder is gone.
      source.read();
      sources.push({ ...source, flush: log.flush });
    },
    followDatabase: (folder, onPlan) => {
      const log = open('postgres');
      const source = databaseLog(folder, { onPlan, onMessage: (text) => log.add(hide(text)) });
      source.read();
      sources.push({ ...source, flush: log.flush });
    },
    copy,
    close: () => {
      clearInterval(timer);
      copy();
      for (const source of sources.splice(0)) source.close();
    },
  };
}
