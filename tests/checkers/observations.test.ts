import * as assert from 'uvu/assert';
import { observations } from '../../checkers/observations.ts';
import { random } from '../../core/random.ts';
import { suite } from '../door.ts';
import { type Flaw, originMs, world } from './busy-platform.ts';
import { busyRecording } from './busy-recording.ts';
import { judged } from './judged.ts';
import { townRecording } from './town.ts';
import { originMs as townOriginMs, townWorld } from './town-world.ts';

const test = suite('observations');
const circumstances = { world, originMs };
const busy = { circumstances, completeness: { clockErrorMs: 4 } };

test('a right platform is never convicted, whatever its users do and whichever replies are lost', () => {
  let valid = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const finding = judged(observations, { ...busyRecording(seed), ...busy });
    assert.is.not(finding.validity, 'invalid', `seed ${seed}: ${finding.witness?.lines.join('; ')}`);
    valid += finding.validity === 'valid' ? 1 : 0;
  }
  assert.ok(valid > 450, `${valid} valid`);
});

test('nor one that renames, forgets and numbers its bookings as it likes', () => {
  const around = { circumstances: { world: townWorld, originMs: townOriginMs }, completeness: { clockErrorMs: 10 } };
  for (let seed = 1; seed <= 60; seed += 1) {
    const finding = judged(observations, { ...townRecording(seed), ...around });
    assert.is.not(finding.validity, 'invalid', `seed ${seed}: ${finding.witness?.lines.join('; ')}`);
  }
});

test('missing lines and a final state with holes never make a right platform guilty', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const { operations, initial, final } = busyRecording(seed);
    const draw = random(seed);
    const kept = operations.filter(() => !draw.chance(0.05));
    const completeness = { isFinalComplete: false, clockErrorMs: 4, unseenOperations: operations.length - kept.length };
    const told = { operations: kept, initial, final: final.filter(() => draw.chance(0.9)) };
    const finding = judged(observations, { ...told, circumstances, completeness });
    assert.is.not(finding.validity, 'invalid', `seed ${seed}: ${finding.witness?.lines.join('; ')}`);
  }
});

/** What of the recordings in which the flaw did something is convicted at least: not everything is looked at. */
const flaws: readonly (readonly [Flaw, number])[] = [
  ['stale-offer', 0.9],
  ['blocked-after-cancel', 0.2],
];
for (const [flaw, share] of flaws) {
  test(`${flaw}: convicted, by at most six operations a picture`, () => {
    let flawed = 0;
    let convicted = 0;
    for (let seed = 1; seed <= 300; seed += 1) {
      const recording = busyRecording(seed, flaw);
      if (recording.flawed === 0) continue;
      flawed += 1;
      const { validity, witness } = judged(observations, { ...recording, ...busy });
      if (validity !== 'invalid') continue;
      convicted += 1;
      for (const { bars } of witness?.scenes ?? []) {
        assert.ok(bars.length <= 6 && bars.some(({ isContradiction }) => isContradiction));
      }
      assert.ok((witness?.scenes?.length ?? 0) > 0);
    }
    assert.ok(flawed >= 50 && convicted >= share * flawed, `${convicted} of ${flawed}`);
  });
}

test('on a shared platform, without the initial state or without a world no refusal is judged', () => {
  const recordings = Array.from({ length: 60 }, (_, seed) => busyRecording(seed + 1, 'blocked-after-cancel'));
  const told = [
    { circumstances: { ...circumstances, isShared: true }, completeness: { clockErrorMs: 4 } },
    { circumstances, completeness: { clockErrorMs: 4, isInitialComplete: false } },
    { circumstances: { originMs }, completeness: { clockErrorMs: 4 } },
  ];
  for (const how of told) {
    for (const recording of recordings) {
      const { reached, summary } = judged(observations, { ...recording, ...how });
      assert.is(reached?.find(({ what }) => what.startsWith('refusals'))?.count, 0);
      assert.not.match(summary, /ghost/);
    }
  }
});
