import type { Experiment } from '../experiment.ts';

/** It keeps its connections and says nothing; whoever waits for longer than their patience gives up. */
export const apiProcessPaused: Experiment = {
  name: 'api-process-paused',
  hypothesis: 'When one of two API processes stands still, only those who wait for it wait, and nothing is lost.',
  faults: [{ fault: 'process-paused', process: 'api-1', atMs: 0, durationMs: 6_000 }],
  faultMs: 7_000,
  allows: { errorPercent: 60 },
};
