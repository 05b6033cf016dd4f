import type { Experiment } from '../experiment.ts';

/**
 * Each answer of the database takes its time, as over a long way, so that the platform's connections are what there is
 * too little of, and machine and generator have much left. Ten times the demand is about three times what it can do.
 */
export const overload: Experiment = {
  name: 'overload',
  hypothesis:
    'When three times as much is asked as can be done, some are sent away, and soon after it all is as before.',
  faults: [],
  faultMs: 20_000,
  throttle: { link: 'database', latencyMs: 60 },
  demand: 0.4,
  overload: 10,
  allows: { errorPercent: 100 },
};
