import type { Experiment } from '../experiment.ts';

/**
 * In the night in which the hour from two to three is left out: the clock jumps over that moment, back before it, and
 * then gets there by itself. In no campaign: needs a clock of the platform's own.
 */
export const clockJumpInSpring: Experiment = {
  name: 'clock-jump-in-spring',
  hypothesis: 'When the clock jumps over the moment at which an hour is left out, and back, people book as before.',
  faults: [{ fault: 'clock-jumps', aheadMs: 10_000, atMs: 0, durationMs: 4_000 }],
  faultMs: 12_000,
  allows: { errorPercent: 1, latencyMs: 1_000 },
  clockChange: { direction: 'forward', afterMs: 8_000 },
};
