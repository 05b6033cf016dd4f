import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { type ExitCode, exitCode, worstExitCode } from '../../core/exit-code.ts';
import { suite } from '../door.ts';

const test = suite('exit code');

/** DESIGN.md: where several hold, 6, then 130, 1, 5, 3, 4. */
const order: readonly ExitCode[] = [6, 130, 1, 5, 3, 4];

test('the codes are those that the design lists', () => {
  assert.equal(exitCode, {
    ...{ clear: 0, harnessBroke: 1, badUsage: 2, noGo: 3, incomplete: 4 },
    ...{ targetNeverHealthy: 5, couldNotHeal: 6, interrupted: 130 },
  });
});

test('of two that hold, the graver one is reported', () => {
  for (const [index, graver] of order.entries()) {
    for (const lighter of order.slice(index)) {
      assert.is(worstExitCode([lighter, graver]), graver);
      assert.is(worstExitCode([graver, lighter, 0]), graver);
    }
  }
});

test('of any number, in any order, one that holds is reported, and none graver was there', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...order, 0 as const), { minLength: 1 }), (codes) => {
      const worst = worstExitCode(codes);
      assert.ok(codes.includes(worst));
      const graver = worst === 0 ? order : order.slice(0, order.indexOf(worst));
      assert.not.ok(graver.some((code) => codes.includes(code)));
    }),
    { seed: 1 },
  );
});

test('where nothing is wrong, nothing is reported', () => {
  assert.is(worstExitCode([]), 0);
  assert.is(worstExitCode([0, 0]), 0);
});
