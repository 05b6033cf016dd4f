import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import { dstNights } from '../../scenarios/races/dst-nights.ts';
import { planRounds } from '../../scenarios/races/plan-rounds.ts';
import { worldGround } from '../../scenarios/races/world-ground.ts';
import type { Completion } from '../../targets/intent.ts';
import { reference } from '../../targets/reference.ts';
import { suite } from '../door.ts';
import { playRound } from './play-round.ts';
import { raceWorld } from './race-world.ts';

const test = suite('a round that is over too soon');

test('whoever is not done says so, and whoever is says nothing of it', async () => {
  const { world, customers } = raceWorld(3);
  const ground = worldGround(world, new Set(), random(1));
  const wanted = { seed: 1, ground, customers, offers: reference.offers, roundsMin: 1, lanesMax: 320 };
  const round = planRounds({ ...wanted, shapes: [dstNights] }).rounds[0];
  assert.ok(round);
  const refuse = (): Completion => ({ type: 'fail', reason: 'taken' });
  const whole = await playRound(dstNights, round, reference.offers, refuse);
  assert.is(whole.contends[0]?.value.asked.isCut, undefined);
  const cut = await playRound(dstNights, { ...round, toMs: round.meetMs + 50 }, reference.offers, refuse);
  assert.is(cut.contends[0]?.value.asked.isCut, true);
  assert.ok(cut.said.length < whole.said.length);
});
