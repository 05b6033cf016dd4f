import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * When a process started, as text that is only good for comparing; null when it is dead (a zombie is dead).
 * A pid alone is no name: the kernel hands it out again.
 */
export function startOfProcess(pid: number): string | null {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

/**
 * The boot and the process namespace in which pids mean something; null where the system has neither. A shared
 * temporary folder may hold records of another container, whose processes cannot be seen from here.
 */
export function placeOfProcesses(): { readonly boot: string; readonly namespace: string } | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { boot, namespace: readlinkSync('/proc/self/ns/pid') };
  } catch {
    return null;
  }
}

/** The fields of /proc/<pid>/stat behind the command name, which may hold spaces and brackets; null when dead. */
export function statFields(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** The children of a process, dead ones left out. */
export function childrenOf(pid: number): readonly number[] {
  if (process.platform !== 'linux') {
    const reply = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
    const rows = reply.stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    return rows.filter((row) => row[1] === pid).map((row) => row[0] ?? 0);
  }
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

function startFromProc(pid: number): string | null {
  const fields = statFields(pid);
  const state = fields?.[0];
  return fields === null || state === 'Z' || state === 'X' ? null : (fields[19] ?? null);
}

function startFromPs(pid: number): string | null {
  const reply = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
  const text = reply.stdout?.trim() ?? '';
  return text === '' || text.startsWith('Z') ? null : text.replace(/^\S+\s+/, '');
}
