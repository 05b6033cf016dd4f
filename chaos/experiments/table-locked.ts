import type { Experiment } from '../experiment.ts';

/** As a change of the schema does that waits for somebody: requests pile up behind it, and those behind those. */
export const tableLocked: Experiment = {
  name: 'table-locked',
  hypothesis: 'When the largest table is locked for a while, nobody is told what is not so, and all works afterwards.',
  faults: [{ fault: 'lock-held', atMs: 0, durationMs: 6_000 }],
  faultMs: 7_000,
  allows: { errorPercent: 100 },
};
