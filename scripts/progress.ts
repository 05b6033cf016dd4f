import { styleText } from 'node:util';
import type { LoadStatus, Progress } from '../core/progress.ts';

/** The part of a terminal (or of a pipe) that progress is written to. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const plainEveryMs = 10_000;
const liveEveryMs = 200;

/**
 * Progress for a person: on a terminal one line that is written over, elsewhere a line every ten seconds.
 * @param nowMs a clock that never jumps, in ms
 */
export function terminalProgress(screen: Screen, nowMs: () => number): Progress {
  const isLive = screen.isTTY === true;
  const beganMs = nowMs();
  let shownMs = Number.NEGATIVE_INFINITY;
  let phase = '';
  let isLineOpen = false;
  const clear = (): void => {
    if (isLineOpen) screen.write('\r\u001b[2K');
    isLineOpen = false;
  };
  const line = (text: string): void => {
    clear();
    screen.write(`${text}\n`);
  };
  const stamp = (): string => `[${readableDuration(nowMs() - beganMs)}]`;
  return {
    step(name) {
      line(isLive ? `${styleText('dim', stamp())} ${name}` : `${stamp()} ${name}`);
      shownMs = Number.NEGATIVE_INFINITY;
      phase = '';
    },
    load(status) {
      const due = nowMs() - shownMs >= (isLive ? liveEveryMs : plainEveryMs);
      if (!due && status.phase === phase) return;
      shownMs = nowMs();
      phase = status.phase;
      if (!isLive) return line(`${stamp()} ${loadLine(status)}`);
      clear();
      screen.write(loadLine(status).slice(0, Math.max((screen.columns ?? 80) - 1, 20)));
      isLineOpen = true;
    },
    note: line,
    done: clear,
  };
}

function loadLine(status: LoadStatus): string {
  const p95 = status.p95Ms === null ? 'p95 –' : `p95 ${Math.round(status.p95Ms)} ms`;
  const users = `${status.users} users`;
  const rate = `${Math.round(status.ratePerSecond)} requests/s`;
  const errors = status.errors === 1 ? '1 error' : `${status.errors} errors`;
  return `  ${status.phase} · ${users} · ${rate} · ${p95} · ${errors} · ${readableDuration(status.leftMs)} left`;
}

/** `7 s`, `3 min 20 s`, `2 h 5 min`. */
export function readableDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
