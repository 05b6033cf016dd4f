import type { Experiment } from '../experiment.ts';

/** More than the pools can bear: requests wait for a connection, and those that wait too long are turned away. */
export const databaseSlow: Experiment = {
  name: 'database-slow',
  hypothesis: 'When every answer of the database takes half a second more, nobody is told what is not so.',
  faults: [{ fault: 'link-slow', link: 'database', latencyMs: 500, jitterMs: 50, atMs: 0, durationMs: 40_000 }],
  faultMs: 42_000,
  allows: { errorPercent: 100 },
};
