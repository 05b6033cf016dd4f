import * as assert from 'uvu/assert';
import { availability } from '../../checkers/availability.ts';
import { guarded } from '../../checkers/guarded.ts';
import { idempotency } from '../../checkers/idempotency.ts';
import { openLedger } from '../../checkers/ledger.ts';
import { sessionGuarantees } from '../../checkers/session-guarantees.ts';
import { tenantIsolation } from '../../checkers/tenant-isolation.ts';
import type { Finding } from '../../core/finding.ts';
import { suite } from '../door.ts';
import { type TownRecording, townRecording } from './town.ts';
import type { Fault } from './town-platform.ts';
import { originMs, townWorld } from './town-world.ts';

const test = suite('keys, sessions, tenants and hours of random histories');
const laws = [idempotency, sessionGuarantees, tenantIsolation, availability];
const seedsMax = 300;

function judged({ operations, initial, final }: TownRecording): ReadonlyMap<string, Finding> {
  const offers = { idempotencyKeys: true, holds: true, capacity: true, tags: true };
  const ledger = openLedger();
  const open = laws.map((law) => guarded(law, { world: townWorld, isShared: false, originMs, offers }, ledger));
  for (const operation of operations) ledger.take(operation);
  for (const booking of initial) ledger.takeInitial(booking);
  for (const booking of final) ledger.takeFinal(booking);
  const whole = { unseenOperations: 0, isHistoryWhole: true, isInitialComplete: true, isFinalComplete: true };
  return new Map(open.map((law) => law.close({ ...whole, clockErrorMs: 2 })).map((finding) => [finding.by, finding]));
}

test('a right platform is acquitted, however it numbers, moves, forgets and answers again', () => {
  const valid = new Map<string, number>();
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    for (const [law, { validity, witness, summary }] of judged(townRecording(seed))) {
      assert.is.not(validity, 'invalid', `seed ${seed}: ${law}: ${summary}: ${witness?.lines.join('; ')}`);
      if (validity === 'valid') valid.set(law, (valid.get(law) ?? 0) + 1);
    }
  }
  for (const { name } of laws) assert.ok((valid.get(name) ?? 0) > seedsMax * 0.95, `${name}: ${valid.get(name)} valid`);
});

/** Which law must speak of each fault, and which others may. */
const faults: Readonly<Record<Fault, { readonly must: string; readonly may?: readonly string[] }>> = {
  'key ignored': { must: 'idempotency' },
  'key answers any body': { must: 'idempotency' },
  'key of all tenants': { must: 'idempotency', may: ['tenant-isolation'] },
  'copy that lags': { must: 'session-guarantees' },
  'anybody may look': { must: 'tenant-isolation' },
  'anybody may cancel': { must: 'tenant-isolation' },
  'no hours when asked directly': { must: 'availability' },
  'second of two equal hours refused': { must: 'availability' },
  'another slot given': { must: 'availability' },
};

for (const [fault, { must, may = [] }] of Object.entries(faults)) {
  test(`${fault}: ${must} speaks, and nobody who should not`, () => {
    let convicted = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const findings = judged(townRecording(seed, fault as Fault));
      for (const [law, { validity, summary, witness }] of findings) {
        if (validity !== 'invalid') continue;
        assert.ok(law === must || may.includes(law), `seed ${seed}: ${law}: ${summary}: ${witness?.lines[0]}`);
        const scenes = witness?.scenes ?? [];
        assert.ok(scenes.every(({ bars }) => bars.length <= 6 && bars.some(({ isContradiction }) => isContradiction)));
      }
      if (findings.get(must)?.validity === 'invalid') convicted += 1;
    }
    // Not every town has somebody who meets the fault.
    assert.ok(convicted >= 20, `${convicted} of 40 convicted`);
  });
}
