import type { Experiment } from '../experiment.ts';

export const databaseKilled: Experiment = {
  name: 'database-killed',
  hypothesis:
    'When the database is killed while people book, no acknowledged booking is lost, and all works when it is back.',
  faults: [{ fault: 'database-killed', atMs: 0, durationMs: 2_000 }],
  faultMs: 6_000,
  allows: { errorPercent: 100 },
};
