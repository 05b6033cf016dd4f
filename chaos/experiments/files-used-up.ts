import type { Experiment } from '../experiment.ts';

/** Each request has a connection of its own, so that all come as newcomers. In no campaign: it needs limits of ours. */
export const filesUsedUp: Experiment = {
  name: 'files-used-up',
  hypothesis:
    'When one of two API processes may open nothing more, it turns newcomers away, and serves them afterwards.',
  faults: [{ fault: 'files-used-up', process: 'api-1', atMs: 0, durationMs: 8_000 }],
  faultMs: 9_000,
  allows: { errorPercent: 60 },
};
