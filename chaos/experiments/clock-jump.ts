import type { Experiment } from '../experiment.ts';

/**
 * Ten seconds ahead, and back: holds that have less than that left run out at once, those made meanwhile live for
 * longer. More than half of their life would be a promise broken. In no campaign: needs a clock of the platform's own.
 */
export const clockJump: Experiment = {
  name: 'clock-jump',
  hypothesis: 'When the clock of the whole platform jumps ahead and back, people book as before, and nothing is lost.',
  faults: [{ fault: 'clock-jumps', aheadMs: 10_000, atMs: 0, durationMs: 10_000 }],
  faultMs: 14_000,
  allows: { errorPercent: 1, latencyMs: 1_000 },
};
