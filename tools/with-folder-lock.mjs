// Plain JavaScript without dependencies: the launcher uses it before anything is installed, under Node 20.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Holds a folder as a lock between processes while `work` runs; waits as long as another living process holds it.
 *
 * The folder holds one file, named for its owner. It is taken by renaming a prepared folder onto it, which succeeds
 * only where there is none or an empty one; a dead owner's file is removed by its own unique name. So no step can
 * ever take the lock from a living owner, however many try at once.
 *
 * @template T
 * @param {string} folder path of the lock; its parent is made when missing
 * @param {() => T | Promise<T>} work
 * @param {{ waiting?: (pid: number) => void, signal?: AbortSignal }} [options] `waiting` is told once who holds it
 * @returns {Promise<T>}
 */
export async function withFolderLock(folder, work, options = {}) {
  mkdirSync(dirname(folder), { recursive: true });
  let told = false;
  let owner = take(folder);
  while (owner === undefined) {
    const holder = breakIfDead(folder);
    if (holder !== undefined && !told) options.waiting?.(holder);
    told ||= holder !== undefined;
    if (holder !== undefined) await delay(100, undefined, { signal: options.signal });
    owner = take(folder);
  }
  try {
    return await work();
  } finally {
    release(folder, owner);
  }
}

/** @param {string} folder */
function take(folder) {
  const prepared = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  const owner = `${process.pid}-${startOf(process.pid)}-${basename(prepared).slice(-6)}`;
  writeFileSync(join(prepared, owner), '');
  try {
    renameSync(prepared, folder);
    return owner;
  } catch (error) {
    rmSync(prepared, { recursive: true, force: true });
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return undefined;
    throw error;
  }
}

/** @param {string} folder @param {string} owner */
function release(folder, owner) {
  try {
    unlinkSync(join(folder, owner));
    rmdirSync(folder);
  } catch (error) {
    // Between the two calls the next owner may have moved in.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error;
  }
}

/** The pid of the living holder; a dead holder's file is removed. @param {string} folder */
function breakIfDead(folder) {
  let owner;
  try {
    owner = readdirSync(folder)[0];
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  if (owner === undefined) return undefined;
  const [pid, start] = owner.split('-');
  if (isAlive(Number(pid)) && startOf(Number(pid)) === start) return Number(pid);
  rmSync(join(folder, owner), { force: true });
  return undefined;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * When a process started, in the kernel's ticks: a pid alone is given out again. 0 where there is no /proc.
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}
