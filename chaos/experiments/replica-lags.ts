import type { Experiment } from '../experiment.ts';

/** For so long that its lag is worth an alert. What it shows is soon hours old as far as anybody can tell. */
export const replicaLags: Experiment = {
  name: 'replica-lags',
  hypothesis: 'When the replica no longer hears of what is booked, nobody is shown what is not so, and it catches up.',
  faults: [{ fault: 'link-cut', link: 'replication', atMs: 0, durationMs: 45_000 }],
  faultMs: 46_000,
  allows: { errorPercent: 1, latencyMs: 1_000 },
};
