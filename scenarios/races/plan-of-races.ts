import type { Plan } from '../../core/plan.ts';
import type { PlannedRounds } from './plan-rounds.ts';

/**
 * What a plan keeps of its races.
 * @param fromMs when they begin, in ms since the load's start
 */
export function planOfRaces(
  { rounds, lanes, shapes, skipped }: PlannedRounds,
  fromMs = 0,
): Pick<Plan, 'rounds' | 'lanes' | 'shapes' | 'skipped'> {
  const shifted = rounds.map((round) => ({
    ...round,
    fromMs: round.fromMs + fromMs,
    meetMs: round.meetMs + fromMs,
    toMs: round.toMs + fromMs,
  }));
  return { rounds: shifted, lanes, shapes, skipped };
}
