import type { Experiment } from '../experiment.ts';

export const workerOrRelayKilled: Experiment = {
  name: 'worker-or-relay-killed',
  hypothesis: 'When what works behind the API is killed, nobody who books notices, and what waited is done once.',
  faults: [
    { fault: 'process-killed', process: 'relay-1', atMs: 0, durationMs: 4_000 },
    { fault: 'process-killed', process: 'worker-1', atMs: 2_000, durationMs: 4_000 },
  ],
  faultMs: 8_000,
  allows: { errorPercent: 1, latencyMs: 1_000 },
};
