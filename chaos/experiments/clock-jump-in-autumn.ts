import type { Experiment } from '../experiment.ts';
import { clockJumpInSpring } from './clock-jump-in-spring.ts';

/** The same in the night in which the hour from two to three comes twice. */
export const clockJumpInAutumn: Experiment = {
  ...clockJumpInSpring,
  name: 'clock-jump-in-autumn',
  hypothesis: 'When the clock jumps over the moment at which an hour comes again, and back, people book as before.',
  clockChange: { direction: 'back', afterMs: 8_000 },
};
