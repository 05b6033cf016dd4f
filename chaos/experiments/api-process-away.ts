import type { Experiment } from '../experiment.ts';

/** Longer than a restart: somebody has to be told. */
export const apiProcessAway: Experiment = {
  name: 'api-process-away',
  hypothesis: 'When one of two API processes is away for most of a minute, the other one serves, and somebody is told.',
  faults: [{ fault: 'process-killed', process: 'api-1', atMs: 0, durationMs: 40_000 }],
  faultMs: 41_000,
  allows: { errorPercent: 60 },
};
