import type { Experiment } from '../experiment.ts';

/**
 * What the platform has done it has answered, and nobody heard it: whoever has an idempotency key asks again. Each
 * request has a connection of its own, so that nothing but the users does so.
 */
export const repliesLost: Experiment = {
  name: 'replies-lost',
  hypothesis: 'When replies are lost after the platform has done what it was asked, asking again does nothing twice.',
  faults: [{ fault: 'replies-lost', share: 0.3, atMs: 0, durationMs: 8_000 }],
  faultMs: 9_000,
  allows: { errorPercent: 50 },
};
