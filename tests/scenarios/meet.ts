import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import type { Round } from '../../core/round.ts';
import { planRounds } from '../../scenarios/races/plan-rounds.ts';
import type { Shape } from '../../scenarios/races/shape.ts';
import { shapes } from '../../scenarios/races/shapes.ts';
import { worldGround } from '../../scenarios/races/world-ground.ts';
import { reference } from '../../targets/reference.ts';
import type { Offers } from '../../targets/target.ts';
import { fakePlatform } from './fake-platform.ts';
import { type Played, playRound } from './play-round.ts';
import { raceWorld } from './race-world.ts';

export const { world, customers } = raceWorld(3);
export function roundsFor(offers: Offers): readonly Round[] {
  const ground = worldGround(world, new Set(), random(1));
  return planRounds({ seed: 1, ground, customers, offers, shapes, roundsMin: 1, lanesMax: 320 }).rounds;
}

export const rounds = roundsFor(reference.offers);
export const shapeOf = (round: Round): Shape => shapes.find(({ name }) => name === round.shape) as Shape;

export interface Met extends Played {
  readonly round: Round;
  readonly active: number;
}

/** Every round of a shape, each on a platform of its own. */
export async function meet(
  name: string,
  options: { givesAll?: boolean; renames?: boolean; keepsHolds?: boolean; endsEarlyMs?: number } = {},
): Promise<readonly Met[]> {
  const met: Met[] = [];
  for (const round of rounds.filter(({ shape }) => shape === name)) {
    let nowMs = 0;
    const platform = fakePlatform({ now: () => nowMs, seats: round.places[0]?.seats ?? 1, ...options });
    const played = await playRound(shapeOf(round), round, reference.offers, (intent, atMs) => {
      nowMs = atMs;
      return platform.perform(intent);
    });
    met.push({ ...played, round, active: platform.bookings.filter(platform.isActive).length });
  }
  assert.ok(met.length > 0, name);
  return met;
}
