import type { Experiment } from '../experiment.ts';

/** Half of the requests go to the process that is away: nobody leads them elsewhere. */
export const apiProcessKilled: Experiment = {
  name: 'api-process-killed',
  hypothesis:
    'When one of two API processes is killed, those who reach the other are served, and all are when it is back.',
  faults: [{ fault: 'process-killed', process: 'api-1', atMs: 0, durationMs: 6_000 }],
  faultMs: 8_000,
  allows: { errorPercent: 60 },
};
