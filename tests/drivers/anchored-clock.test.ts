import * as assert from 'uvu/assert';
import { anchoredClock } from '../../drivers/anchored-clock.ts';
import { suite } from '../door.ts';

const test = suite('anchored clock');
const originMs = 1_000_000;
const startMs = 700.75;

/** A process whose steady clock began 700.75 ms behind the origin; `heldUpMs` is lost at each look, in this order. */
function clocksThat(heldUpMs: readonly number[]) {
  let nowMs = 50.3;
  let looks = 0;
  return {
    wait: (ms: number) => {
      nowMs += ms;
    },
    truth: () => startMs + nowMs,
    wallMs: () => Math.floor(originMs + startMs + nowMs),
    runMs: () => {
      nowMs += 0.001 + (heldUpMs[looks] ?? 0);
      looks += 1;
      return nowMs;
    },
  };
}

test('it tells ms since the origin, and loses no more than what the wall clock rounds off', () => {
  const clocks = clocksThat([]);
  const now = anchoredClock(clocks, originMs);
  for (let look = 0; look < 50; look += 1) {
    const told = now();
    assert.ok(told <= clocks.truth() && told > clocks.truth() - 1.1, `${told} and not ${clocks.truth()}`);
    clocks.wait(0.37);
  }
  assert.ok(clocks.truth() - now() < 0.4);
});

test('a process that is held up between its looks at the two clocks has no other time ever after', () => {
  for (const heldUpMs of [[2_567], [0, 0, 2_567], [900, 900], Array(25).fill(0).concat([2_567, 2_567])]) {
    const clocks = clocksThat(heldUpMs);
    const now = anchoredClock(clocks, originMs);
    for (let look = 0; look < 10; look += 1) {
      const told = now();
      assert.ok(told <= clocks.truth() && told > clocks.truth() - 1.1, `${told} and not ${clocks.truth()}`);
      clocks.wait(12.3);
    }
  }
});

test('a wall clock that is set moves nothing', () => {
  const clocks = clocksThat([]);
  let setMs = 0;
  const now = anchoredClock({ ...clocks, wallMs: () => clocks.wallMs() + setMs }, originMs);
  now();
  for (const jump of [60_000, -60_000]) {
    setMs = jump;
    assert.ok(Math.abs(now() - clocks.truth()) < 1.1);
  }
});
