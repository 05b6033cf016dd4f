import type { Experiment } from '../experiment.ts';

/** For so long that what waits for it grows old. */
export const providerAway: Experiment = {
  name: 'provider-away',
  hypothesis: 'When the messages are down for a minute and a half, people book as before, and hear of it afterwards.',
  faults: [
    {
      ...{ fault: 'provider-misbehaves', provider: 'messaging', atMs: 0, durationMs: 95_000 },
      conduct: { shares: { failing: 1 }, slowMs: [300, 2_500], retryAfterSeconds: 2 },
    },
  ],
  faultMs: 96_000,
  allows: { errorPercent: 1, latencyMs: 1_000 },
};
