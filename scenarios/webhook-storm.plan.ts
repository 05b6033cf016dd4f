import type { PlannedFault } from '../core/plan.ts';
import type { Scenario } from './scenario.ts';

const storm = { storiesPerSecond: 50, lengthMs: 30_000, connections: 25 };

export const webhookStorm: Scenario = {
  name: 'webhook-storm',
  summary: 'webhooks of phone calls: twice, late, out of order, in bursts, forged, and again until they are answered',
  storm,
  plan({ storm: planned, durationMs = storm.lengthMs }) {
    return {
      name: 'webhook-storm',
      playedBy: 'storm',
      users: 0,
      requestsPerSecond: 0,
      phases: [{ name: 'storm', fromMs: 0, toMs: durationMs, measured: true }],
      arrivals: [],
      feeds: ['webhook-timeouts'],
      // What was not answered comes again, for as long as the provider's schedule says.
      gracePeriodMs: 30_000,
      requestTimeoutMs: 10_000,
      ...(planned === undefined
        ? { skipped: [{ shape: 'webhook-storm', reason: 'the target has no deliver-webhook' }] }
        : { storm: planned, faults: killsWithin(durationMs) }),
    };
  },
};

/**
 * Whoever acknowledges before it is stored, or does before it is marked, is found when a process dies meanwhile: within
 * the last burst and behind it, so that most of the storm is free of faults, and says how quick the answers are.
 */
function killsWithin(lengthMs: number): readonly PlannedFault[] {
  const [atMs, laterMs] = [Math.round(lengthMs * 0.683), Math.round(lengthMs * 0.75)];
  return [
    { fault: 'process-killed', process: 'api-1', atMs, durationMs: 1_000 },
    { fault: 'process-killed', process: 'worker-1', atMs: laterMs, durationMs: 1_000 },
  ];
}
