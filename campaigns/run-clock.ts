export interface RunClock {
  /** ms since the run's zero, monotonic. */
  now(): number;
  /** Wall clock (ms since 1970) at the run's zero. */
  readonly originMs: number;
  /** Compares the wall clock with the monotonic one until it is stopped, and tells every jump. */
  watch(onJump: (jumpMs: number) => void): () => void;
}

/** Slewing moves a clock by 0.5 ms a second at the most; what is more than this at once is a jump. */
const jumpMinMs = 50;
const watchIntervalMs = 500;

export function openRunClock(): RunClock {
  const zeroMs = performance.now();
  const originMs = Date.now();
  const now = (): number => performance.now() - zeroMs;
  return {
    now,
    originMs,
    watch(onJump) {
      const offset = (): number => Date.now() - originMs - now();
      let last = offset();
      const timer = setInterval(() => {
        const current = offset();
        if (Math.abs(current - last) >= jumpMinMs) onJump(Math.round(current - last));
        last = current;
      }, watchIntervalMs);
      return () => clearInterval(timer);
    },
  };
}
