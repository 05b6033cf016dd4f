import type { Experiment } from '../experiment.ts';

/** As a network does that is not sure whether it has delivered: the same request, right behind its reply. */
export const requestsDoubled: Experiment = {
  name: 'requests-doubled',
  hypothesis: 'When requests come twice, whoever sent one gets one thing done, and nobody notices.',
  faults: [{ fault: 'requests-doubled', share: 0.5, atMs: 0, durationMs: 10_000 }],
  faultMs: 11_000,
  allows: { errorPercent: 1, latencyMs: 1_000 },
};
