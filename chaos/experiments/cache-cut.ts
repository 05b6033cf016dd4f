import type { Experiment } from '../experiment.ts';

/** For long enough that everything that was kept is asked for, and may not be had. In containers, where a cache is. */
export const cacheCut: Experiment = {
  name: 'cache-cut',
  hypothesis:
    'When the cache cannot be reached, nobody notices but by waiting a little, and it is used again afterwards.',
  faults: [{ fault: 'link-cut', link: 'cache', atMs: 0, durationMs: 15_000 }],
  faultMs: 16_000,
  allows: { errorPercent: 1, latencyMs: 1_000 },
};
