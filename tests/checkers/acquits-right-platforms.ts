import * as assert from 'uvu/assert';
import type { Checker } from '../../checkers/checker.ts';
import { random } from '../../core/random.ts';
import type { suite } from '../door.ts';
import { originMs, world } from './busy-platform.ts';
import { busyRecording } from './busy-recording.ts';
import { judged } from './judged.ts';
import { townRecording } from './town.ts';
import { originMs as townOriginMs, townWorld } from './town-world.ts';

/** The circumstances of every recording of the busy platform. */
export const busy = { circumstances: { world, originMs }, completeness: { clockErrorMs: 4 } };

/** What no law may do: convict a platform that is right, of which it sees all or only a part. */
export function acquitsRightPlatforms(test: ReturnType<typeof suite>, law: Checker): void {
  const acquit = (seed: number, recording: Parameters<typeof judged>[1]): string => {
    const { validity, witness } = judged(law, recording);
    assert.is.not(validity, 'invalid', `seed ${seed}: ${witness?.lines.join('; ')}`);
    return validity;
  };

  test('a right platform is never convicted, whatever its users do and whichever replies are lost', () => {
    let valid = 0;
    for (let seed = 1; seed <= 500; seed += 1) {
      valid += acquit(seed, { ...busyRecording(seed), ...busy }) === 'valid' ? 1 : 0;
    }
    assert.ok(valid > 450, `${valid} valid`);
  });

  test('nor one that renames, forgets and numbers its bookings as it likes', () => {
    const around = { circumstances: { world: townWorld, originMs: townOriginMs }, completeness: { clockErrorMs: 10 } };
    for (let seed = 1; seed <= 60; seed += 1) acquit(seed, { ...townRecording(seed), ...around });
  });

  test('missing lines, holes in the states and strangers never make a right platform guilty', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const { operations, initial, final } = busyRecording(seed);
      const draw = random(seed);
      const kept = operations.filter(() => !draw.chance(0.05));
      const holes = { isFinalComplete: false, clockErrorMs: 4, unseenOperations: operations.length - kept.length };
      const told = { operations: kept, final: final.filter(() => draw.chance(0.9)), circumstances: busy.circumstances };
      acquit(seed, { ...told, initial, completeness: holes });
      acquit(seed, { ...told, initial: initial.slice(1), completeness: { ...holes, isInitialComplete: false } });
    }
  });
}
