import * as assert from 'uvu/assert';
import { observations } from '../../checkers/observations.ts';
import { suite } from '../door.ts';
import { acquitsRightPlatforms, busy } from './acquits-right-platforms.ts';
import { type Flaw, originMs } from './busy-platform.ts';
import { busyRecording } from './busy-recording.ts';
import { judged } from './judged.ts';

const test = suite('observations');
const { circumstances } = busy;

acquitsRightPlatforms(test, observations);

/** What of the recordings in which the flaw did something is convicted at least: not everything is looked at. */
const flaws: readonly (readonly [Flaw, number])[] = [
  ['stale-offer', 0.9],
  ['blocked-after-cancel', 0.2],
  // In a crowd it is seldom that nobody else may have been there.
  ['in-its-own-way', 0.04],
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
