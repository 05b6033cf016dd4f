import type { PlannedFault } from '../../core/plan.ts';
import type { Experiment } from '../experiment.ts';

/** So that the one is back before the other is told to stop: its last second, and its start on a slow machine. */
const everyMs = 6_500;

/**
 * As an update does it, one after the other, and twice, so that enough is under way when the signals come: a database
 * that answers a little later keeps requests open for longer. New requests are refused meanwhile; those that had been
 * begun are not cut.
 */
export const apiProcessesRestarted: Experiment = {
  name: 'api-processes-restarted',
  hypothesis:
    'When API processes are restarted in turn, what they had begun is answered, and what they said stays true.',
  faults: [
    { fault: 'link-slow', link: 'database', latencyMs: 40, jitterMs: 10, atMs: 0, durationMs: 4 * everyMs },
    ...['api-1', 'api-2', 'api-1', 'api-2'].map(
      (process, turn): PlannedFault => ({
        ...{ fault: 'process-stopped', process },
        ...{ atMs: 1_500 + turn * everyMs, durationMs: 200 },
      }),
    ),
  ],
  faultMs: 4 * everyMs + 2_000,
  allows: { errorPercent: 60 },
};
