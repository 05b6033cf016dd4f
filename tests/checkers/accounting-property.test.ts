import * as assert from 'uvu/assert';
import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { suite } from '../door.ts';
import { healthyRecording, type Recording } from './healthy-platform.ts';
import { account, placeOf } from './ledger.ts';

const test = suite('accounting of random histories');
const seeds = Array.from({ length: 1500 }, (_, seed) => seed + 1);
const seedsBroken = 400;

test('a right platform is never convicted, whatever its users do and whichever replies are lost', () => {
  let valid = 0;
  for (const seed of seeds) {
    const finding = account(healthyRecording(seed));
    assert.is.not(finding.validity, 'invalid', `seed ${seed}: ${finding.witness?.lines.join('; ')}`);
    if (finding.validity === 'valid') valid += 1;
  }
  assert.ok(valid > seeds.length * 0.95, `${valid} valid`);
});

/** Breaks one thing in a recording, or says that there is nothing to break. */
type Defect = (
  recording: Recording,
) => { readonly final?: readonly StoredBooking[]; readonly operations?: readonly Operation[] } | undefined;

const defects: Readonly<Record<string, Defect>> = {
  'an acknowledged booking that vanished': ({ final, settled }) =>
    settled[0] === undefined ? undefined : { final: final.filter(({ id }) => id !== settled[0]) },
  'a booking that drifted': ({ final, settled }) =>
    settled[0] === undefined
      ? undefined
      : { final: final.map((booking) => (booking.id === settled[0] ? { ...booking, ...placeOf(50) } : booking)) },
  'a booking out of nothing': ({ final }) => ({
    final: [...final, { ...placeOf(60), id: 'phantom', tag: 'run-nobody-0', tenant: 't1', status: 'booked' }],
  }),
  'an error after commit': ({ operations, settled }) => {
    const at = operations.findIndex(({ verb, value }) => verb === 'book' && value.answered?.booking === settled[0]);
    const was = operations[at];
    if (
      settled[0] === undefined ||
      was === undefined ||
      operations.some((each) => each !== was && each.intent === was.intent)
    )
      return undefined;
    const { asked } = was.value;
    const refused: Operation = {
      ...was,
      type: 'fail',
      value: { ...(asked === undefined ? {} : { asked }), reason: 'error' },
    };
    return { operations: operations.map((each) => (each === was ? refused : each)) };
  },
};

for (const [name, defect] of Object.entries(defects)) {
  test(`${name} is convicted every time`, () => {
    let tried = 0;
    for (const seed of seeds.slice(0, seedsBroken)) {
      const recording = healthyRecording(seed);
      const broken = defect(recording);
      if (broken === undefined) continue;
      tried += 1;
      assert.is(account({ ...recording, ...broken }).validity, 'invalid', `seed ${seed}`);
    }
    assert.ok(tried > 50, `${tried} tried`);
  });
}
