import type { PlannedFault } from '../../core/plan.ts';
import type { Experiment } from '../experiment.ts';

/** A slow machine takes six seconds until it is whole again; then people have to have booked for a while. */
const everyMs = 10_000;

/** Three times: what a database kept in memory alone is what came in its last moment, and little. */
export const databaseKilled: Experiment = {
  name: 'database-killed',
  hypothesis:
    'When the database is killed while people book, no acknowledged booking is lost, and all works when it is back.',
  faults: [0, 1, 2].map(
    (turn): PlannedFault => ({ fault: 'database-killed', atMs: turn * everyMs, durationMs: 2_000 }),
  ),
  faultMs: 3 * everyMs,
  allows: { errorPercent: 100 },
};
