import type { Experiment } from '../experiment.ts';

/**
 * What there is too little of is the platform's connections, four for each process, and each answer that comes over
 * them takes its time as over a long way: some hundred requests a second, for which machine and generator need a part
 * of themselves. The surge asks for about four times as much. Few connections make short queues, so that whoever was
 * let in is soon done: those visits are demand, too, when the surge is over.
 *
 * No campaign has it: the platform in it is another one. A thousand callers at once need a generator that gets its
 * share of the machine: where others use that, the healthy platform was as before after 20 s and more, which is
 * unknown and says nothing.
 */
export const overload: Experiment = {
  name: 'overload',
  hypothesis: 'When far more is asked than can be done, some are sent away, and soon after it all is as before.',
  faults: [],
  faultMs: 20_000,
  throttle: { link: 'database', latencyMs: 25, poolMax: 4 },
  demand: 0.25,
  overload: 24,
  allows: { errorPercent: 100 },
};
