import type { Experiment } from '../experiment.ts';

export const providerDown: Experiment = {
  name: 'provider-down',
  hypothesis: 'When the calendar is down, people book as before, and it is told of everything once it is back.',
  faults: [
    {
      ...{ fault: 'provider-misbehaves', provider: 'calendar', atMs: 0, durationMs: 12_000 },
      conduct: { shares: { failing: 1 }, slowMs: [300, 2_500], retryAfterSeconds: 2 },
    },
  ],
  faultMs: 13_000,
  allows: { errorPercent: 1, latencyMs: 1_000 },
};
