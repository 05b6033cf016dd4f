import type { ProcessSample } from '../../core/resource-sample.ts';
import type { ResourceRecord } from './resource-figures.ts';

/** With more than this taken, a healthy platform may be slow, or fail, for want of CPU. */
export const othersShareMax = 0.3;

/** Where nobody sees the target's processes, what is not ours may be its own: only a full machine says enough. */
const unknownShareMax = 0.7;

/** Fewer seconds than these have no tenth. */
const secondsMin = 10;

/**
 * The share of the machine's CPU that was taken by processes which are neither the target's nor ours, and by other
 * machines on the same hardware, in the busiest tenth of the measured seconds: errors come in a few bad seconds.
 * Null where the target's processes run elsewhere, or nobody sampled them.
 */
export function othersShare(record: ResourceRecord, isMeasured: (atMs: number) => boolean): number | null {
  return isTargetSeen(record) ? shareOfTheRest(record, isMeasured) : null;
}

/**
 * The same where nobody sees the target's processes, so that they are among those that are not ours. Null where they
 * are seen, or where the machine had CPU to spare for whoever wanted it.
 */
export function unknownShare(record: ResourceRecord, isMeasured: (atMs: number) => boolean): number | null {
  const share = isTargetSeen(record) ? null : shareOfTheRest(record, isMeasured);
  return share !== null && share > unknownShareMax ? share : null;
}

/**
 * What the target did not get of a machine that was full in most of the measured seconds, the generator's part among
 * it, on average in those: two who share a machine are slow and fail for want of CPU, though nobody else is there. Null
 * where the machine had CPU to spare, or where the target itself took nearly all of it.
 */
export function crowdedShare(record: ResourceRecord, isMeasured: (atMs: number) => boolean): number | null {
  if (!isTargetSeen(record)) return null;
  const seconds = secondsOf(record, isMeasured, (role) => !ours.has(role));
  const full = seconds.filter(({ busyShare }) => busyShare >= fullShareMin);
  if (seconds.length < secondsMin || full.length * 2 < seconds.length) return null;
  const share = full.reduce((sum, { restShare }) => sum + restShare, 0) / full.length;
  return share > othersShareMax ? share : null;
}

/** What drives and watches the target, and plays those whom it calls. */
const ours: ReadonlySet<string> = new Set(['generator', 'harness', 'provider']);
const fullShareMin = 0.95;

function isTargetSeen({ processes }: ResourceRecord): boolean {
  return [...processes.values()].some((samples) => samples[0]?.role === 'api');
}

function shareOfTheRest(record: ResourceRecord, isMeasured: (atMs: number) => boolean): number | null {
  const shares = secondsOf(record, isMeasured, () => true).map(({ restShare }) => restShare);
  if (shares.length < secondsMin) return null;
  const busiest = shares.sort((a, b) => b - a).slice(0, Math.ceil(shares.length / 10));
  return Math.max(0, busiest.reduce((sum, share) => sum + share, 0) / busiest.length);
}

interface SecondOfMachine {
  /** Shares of its cores: what was used of them at all, and by others than those who are known. */
  readonly busyShare: number;
  readonly restShare: number;
}

/** The measured seconds, or what lies between two looks at the machine. */
function secondsOf(
  record: ResourceRecord,
  isMeasured: (atMs: number) => boolean,
  isKnown: (role: string) => boolean,
): readonly SecondOfMachine[] {
  const processes = [...record.processes.values()].filter(([first]) => isKnown(first?.role ?? ''));
  const seconds: SecondOfMachine[] = [];
  for (let at = 1; at < record.machine.length; at += 1) {
    const [before, after] = [record.machine[at - 1], record.machine[at]];
    if (before === undefined || after === undefined || !isMeasured(before.atMs) || !isMeasured(after.atMs)) continue;
    const knownMs = processes.reduce((sum, samples) => sum + usedMs(samples, before.atMs, after.atMs), 0);
    const busyMs = after.busyMs - before.busyMs + after.stealMs - before.stealMs;
    const lengthMs = after.cores * (after.atMs - before.atMs);
    seconds.push({ busyShare: busyMs / lengthMs, restShare: (busyMs - knownMs) / lengthMs });
  }
  return seconds;
}

/** CPU time of one process between two moments, as if it had used it evenly between its own samples. */
function usedMs(samples: readonly ProcessSample[], fromMs: number, toMs: number): number {
  let used = 0;
  for (let at = firstAfter(samples, fromMs); at < samples.length; at += 1) {
    const [before, after] = [samples[at - 1], samples[at]];
    if (before === undefined || after === undefined) continue;
    if (before.atMs >= toMs) break;
    const sharedMs = Math.min(toMs, after.atMs) - Math.max(fromMs, before.atMs);
    const lengthMs = after.atMs - before.atMs;
    if (sharedMs > 0 && lengthMs > 0) used += (Math.max(0, after.cpuMs - before.cpuMs) * sharedMs) / lengthMs;
  }
  return used;
}

/** The index of the first sample later than this. */
function firstAfter(samples: readonly ProcessSample[], atMs: number): number {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle] as ProcessSample).atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
