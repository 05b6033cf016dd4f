import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ProcessSample } from '../../core/resource-sample.ts';
import type { ObservedProcess } from '../environment.ts';
import { childrenOf, statFields } from '../process-identity.ts';

const execute = promisify(execFile);
/** USER_HZ, in which /proc counts CPU time for every program, whatever the kernel's own tick is (man 5 proc). */
const tickMs = 10;

/**
 * CPU, memory and descriptors of processes; of a database, of all its processes together. A dead process yields no
 * sample. On macOS `ps` knows no descriptors: they are 0 there.
 */
export async function processUsage(
  processes: readonly ObservedProcess[],
  atMs: number,
): Promise<readonly ProcessSample[]> {
  const read = process.platform === 'linux' ? readUsage : await usageFromPs();
  return processes.flatMap((observed) => {
    const usage = observed.role === 'database' ? familyUsage(observed.pid, read) : read(observed.pid);
    if (usage === null) return [];
    const { cpuMs, privateBytes, sharedBytes, descriptors } = usage;
    const { name, role, pid } = observed;
    return [{ kind: 'process', atMs, name, role, pid, cpuMs, rssBytes: privateBytes + sharedBytes, descriptors }];
  });
}

interface Usage {
  readonly cpuMs: number;
  /** Of children that ended and were waited for. */
  readonly endedChildrenCpuMs: number;
  readonly privateBytes: number;
  /** Shared memory and mapped files, which a family of processes has in common. */
  readonly sharedBytes: number;
  readonly descriptors: number;
}

/** Memory that is shared counts once: as much as the process holds that touches most of it. */
function familyUsage(parent: number, read: (pid: number) => Usage | null): Usage | null {
  const first = read(parent);
  if (first === null) return null;
  const members = [first, ...childrenOf(parent).flatMap((pid) => read(pid) ?? [])];
  const sum = (value: (usage: Usage) => number): number => members.reduce((total, usage) => total + value(usage), 0);
  return {
    cpuMs: sum((usage) => usage.cpuMs) + first.endedChildrenCpuMs,
    endedChildrenCpuMs: 0,
    privateBytes: sum((usage) => usage.privateBytes),
    sharedBytes: Math.max(...members.map((usage) => usage.sharedBytes)),
    descriptors: sum((usage) => usage.descriptors),
  };
}

function readUsage(pid: number): Usage | null {
  const fields = statFields(pid);
  if (fields === null || fields[0] === 'Z') return null;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const bytes = (name: string): number => kibibytes(status, name) * 1024;
    return {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
      endedChildrenCpuMs: (Number(fields[13]) + Number(fields[14])) * tickMs,
      privateBytes: bytes('RssAnon'),
      sharedBytes: bytes('RssFile') + bytes('RssShmem'),
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
    };
  } catch {
    return null;
  }
}

function kibibytes(status: string, name: string): number {
  const at = status.indexOf(`\n${name}:`);
  return at < 0 ? 0 : Number.parseInt(status.slice(at + name.length + 2), 10) || 0;
}

async function usageFromPs(): Promise<(pid: number) => Usage | null> {
  const known = new Map<number, Usage>();
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const reply = await execute('ps', ['-A', '-o', 'pid=,time=,rss='], { env }).catch(() => ({ stdout: '' }));
  for (const line of reply.stdout.split('\n')) {
    const [pid, time, rss] = line.trim().split(/\s+/);
    if (pid === undefined || time === undefined) continue;
    const seconds = time.split(':').reduce((total, part) => total * 60 + Number(part), 0);
    const privateBytes = Number(rss) * 1024;
    known.set(Number(pid), {
      cpuMs: Math.round(seconds * 1000),
      endedChildrenCpuMs: 0,
      privateBytes,
      sharedBytes: 0,
      descriptors: 0,
    });
  }
  return (pid) => known.get(pid) ?? null;
}
