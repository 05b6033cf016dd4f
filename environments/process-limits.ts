import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LabLimits, LimitName } from './environment.ts';
import { startOfProcess } from './process-identity.ts';
import type { Service } from './service.ts';

const run = promisify(execFile);

interface Known {
  /** `prlimit --<option>`, and the line of /proc/<pid>/limits. */
  readonly option: string;
  readonly line: RegExp;
  /** What the process has of it now, in the limit's own unit. */
  inUse(pid: number): number | Promise<number>;
}

/** Limits that the kernel holds a process of its own to, as setrlimit(2) tells of them. */
const known: Readonly<Record<LimitName, Known>> = {
  files: {
    option: 'nofile',
    line: /^Max open files +(\d+|unlimited)/m,
    inUse: lastingFiles,
  },
  memory: {
    option: 'data',
    line: /^Max data size +(\d+|unlimited)/m,
    inUse: (pid) => 1_024 * Number(/^VmData:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]),
  },
};

/** One that was lowered, and what it was before. */
interface Lowered {
  readonly pid: number;
  readonly startedAt: string | null;
  readonly usual: string;
}

/**
 * The limits of processes of this machine, by `prlimit` of util-linux; undefined where there is none. Only what the
 * kernel calls the soft limit is lowered, so that whoever may lower it may put it back.
 */
export async function processLimits(services: readonly Service[]): Promise<LabLimits | undefined> {
  const answer = prlimit(process.pid, 'nofile').then(
    () => true,
    () => false,
  );
  if (process.platform !== 'linux' || !(await answer)) return undefined;
  const lowered = new Map<string, Lowered>();
  const isSame = ({ pid, startedAt }: Lowered): boolean => startedAt !== null && startOfProcess(pid) === startedAt;
  const isLow = (limit: LimitName, one: Lowered | undefined): boolean =>
    one !== undefined && isSame(one) && softLimit(one.pid, limit) !== one.usual;
  return {
    async lower(name, limit, spare) {
      const { pid } = serviceOf(services, name).child();
      const key = `${limit} of ${name}`;
      if (isLow(limit, lowered.get(key))) return;
      const most = (await known[limit].inUse(pid)) + spare;
      // What it was is known before it is another one.
      lowered.set(key, { pid, startedAt: startOfProcess(pid), usual: softLimit(pid, limit) });
      await prlimit(pid, known[limit].option, most);
    },
    async putBack(name, limit) {
      const one = lowered.get(`${limit} of ${name}`);
      if (one !== undefined && isLow(limit, one)) await prlimit(one.pid, known[limit].option, one.usual);
    },
    isLowered: (name, limit) => isLow(limit, lowered.get(`${limit} of ${name}`)),
  };
}

const looks = 5;
const lookMs = 50;

/**
 * Numbers of open files, from 0 to the first that is free or is soon to be: what is opened next has the lowest free
 * one, so that no number that somebody closes in a moment may stay below the limit.
 */
async function lastingFiles(pid: number): Promise<number> {
  let lasting = filesOf(pid);
  for (let look = 1; look < looks; look += 1) {
    await sleep(lookMs);
    const now = filesOf(pid);
    lasting = new Map([...lasting].filter(([number, file]) => now.get(number) === file));
  }
  let first = 0;
  while (lasting.has(first)) first += 1;
  return first;
}

/** What stands behind each number; a connection has a name of its own. */
function filesOf(pid: number): ReadonlyMap<number, string> {
  return new Map(
    readdirSync(`/proc/${pid}/fd`).flatMap((number): readonly [number, string][] => {
      try {
        return [[Number(number), readlinkSync(`/proc/${pid}/fd/${number}`)]];
      } catch {
        // It was closed meanwhile.
        return [];
      }
    }),
  );
}

/** Tells the soft limit, or what it is without one. @throws where that is not allowed, or there is no such process */
async function prlimit(pid: number, option: string, soft?: number | string): Promise<void> {
  await run('prlimit', ['--pid', String(pid), soft === undefined ? `--${option}` : `--${option}=${soft}:`]);
}

/** As the kernel says. @throws where the process is gone */
function softLimit(pid: number, limit: LimitName): string {
  return known[limit].line.exec(readFileSync(`/proc/${pid}/limits`, 'latin1'))?.[1] ?? '';
}

function serviceOf(services: readonly Service[], name: string): Service {
  const found = services.find((service) => service.name === name);
  if (found === undefined) throw new Error(`There is no process "${name}".`);
  return found;
}
