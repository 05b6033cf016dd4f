import type { CapacityFound } from '../../criteria/capacity-in-words.ts';

/** What a search for the capacity found, with the step that ran out of the platform's CPU. */
export const capacityFound: CapacityFound = {
  ...{ event: 'capacity-found', atMs: 60_000, fromMs: 1_000, holdsPerSecond: 400, failsPerSecond: 430 },
  ...{ requestsPerSecond: 2_200, intervalPerSecond: [400, 430], recovered: true },
  steps: [
    {
      ...{ ratePerSecond: 430, held: false, p95Ms: 320, errorShare: 0, requestsPerSecond: 2_300, reason: 'p95 320 ms' },
      ...{
        bottleneck: 'an API process: 0.98 of its one core',
        saturated: 'target-cpu' as const,
        expected: 'fails' as const,
      },
    },
  ],
};
