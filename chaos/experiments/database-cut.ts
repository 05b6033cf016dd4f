import type { Experiment } from '../experiment.ts';

/** Whoever had sent a commit when the link was cut does not know what became of it. */
export const databaseCut: Experiment = {
  name: 'database-cut',
  hypothesis: 'When the API loses its database, nobody is told what is not so, and all works when the link is back.',
  faults: [{ fault: 'link-cut', link: 'database', atMs: 0, durationMs: 10_000 }],
  faultMs: 11_000,
  allows: { errorPercent: 100 },
};
