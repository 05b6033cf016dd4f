import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, statfsSync, statSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';

/** Laid aside at the start and given back when the disk is full: the last lines of the run's files … */
const reserveBytes = 8 << 20;
/** … and, of that, what is kept to the end, for verdict and report. */
const verdictBytes = 5 << 20;

/** A load is stopped while there is still so much, since a second of it may write as much as a few MB. */
export const spareBytes = 16 << 20;

/** Bytes that may still be written where `path` lies (or will lie); Infinity where the file system does not say. */
export function freeBytes(path: string): number {
  for (let at = path; ; at = dirname(at)) {
    try {
      const { blocks, bavail, bsize } = statfsSync(at);
      return blocks === 0 ? Infinity : bavail * bsize;
    } catch {
      if (at === dirname(at)) return Infinity;
    }
  }
}

/** @throws Failure (bad usage) when a run could not even begin to write there; nothing is made before */
export function assertRoom(path: string): void {
  const free = freeBytes(path);
  if (free >= reserveBytes + spareBytes) return;
  throw diskFull(
    path,
    `${inMegabytes(free)} MB are left, and at least ${inMegabytes(reserveBytes + spareBytes)} are needed`,
  );
}

/** For whoever has to give up: plain words, and what to do about it. */
export function diskFull(path: string, why: string, cause?: unknown): Failure {
  return new Failure(`The disk that holds ${path} is full: ${why}.`, {
    exitCode: exitCode.badUsage,
    hint: 'Free some space there (`npx ansturm clean --keep 3` removes old runs), or name another place with --out.',
    ...(cause === undefined ? {} : { cause }),
  });
}

export function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

export interface Reserve {
  /** Gives a piece back, for the last lines of a run; false when only the verdict's share is left. */
  give(): boolean;
  /** Gives everything back: to be called when nobody else writes any more. */
  close(): void;
}

const pieceBytes = 1 << 20;

/** Lays a file aside, so that a full disk still has room for a run's end. Its bytes are random: none can be spared. */
export function openReserve(path: string): Reserve {
  const piece = randomBytes(pieceBytes);
  const descriptor = openSync(path, 'wx');
  let bytes = 0;
  try {
    while (bytes < reserveBytes) bytes += writeSync(descriptor, piece);
  } finally {
    closeSync(descriptor);
  }
  return {
    give() {
      if (bytes <= verdictBytes) return false;
      bytes -= pieceBytes;
      truncateSync(path, bytes);
      return true;
    },
    close: () => rmSync(path, { force: true }),
  };
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function inMegabytes(bytes: number): number {
  return Math.floor(bytes / (1 << 20));
}
