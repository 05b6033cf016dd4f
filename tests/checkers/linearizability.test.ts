import * as assert from 'uvu/assert';
import type { Circumstances, Completeness } from '../../checkers/checker.ts';
import { guarded } from '../../checkers/guarded.ts';
import { openLedger } from '../../checkers/ledger.ts';
import { linearizability } from '../../checkers/linearizability.ts';
import type { Finding } from '../../core/finding.ts';
import { suite } from '../door.ts';
import { type Flaw, originMs, world } from './busy-platform.ts';
import { type BusyRecording, busyRecording } from './busy-recording.ts';
import { clockErrorMs } from './busy-wire.ts';
import { healthyRecording } from './healthy-platform.ts';

const test = suite('linearizability of random histories');

type Fed = Pick<BusyRecording, 'operations' | 'initial' | 'final'>;

function judge(recording: Fed, but: Partial<Circumstances & Completeness> = {}): Finding {
  const circumstances = { world, isShared: false, originMs, ...but };
  const ledger = openLedger();
  const law = guarded(linearizability, circumstances, ledger);
  for (const operation of recording.operations) ledger.take(operation);
  for (const booking of recording.initial) ledger.takeInitial(booking);
  for (const booking of recording.final) ledger.takeFinal(booking);
  const states = { isInitialComplete: true, isFinalComplete: true };
  return law.close({ unseenOperations: 0, isHistoryWhole: true, ...states, clockErrorMs, ...but });
}

test('a right platform is never convicted: lost replies, retries, holds that run out, moves, wrong clocks', () => {
  const seeds = 1_500;
  let valid = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const finding = judge(busyRecording(seed));
    assert.is.not(finding.validity, 'invalid', `seed ${seed}: ${finding.witness?.lines.join('; ')}`);
    if (finding.validity === 'valid') valid += 1;
  }
  assert.ok(valid > seeds * 0.95, `${valid} valid`);
});

test('nor is it when little else is known: others book too, states cut short, no world, lines missing', () => {
  const unknowns: readonly Partial<Circumstances & Completeness>[] = [
    { isShared: true },
    { isInitialComplete: false },
    { isFinalComplete: false },
    { world: undefined, offers: { capacity: true } },
    { unseenOperations: 3, isHistoryWhole: false },
    { originMs: undefined as unknown as number },
  ];
  for (let seed = 1; seed <= 120; seed += 1) {
    const recording = busyRecording(seed);
    for (const unknown of unknowns) {
      const finding = judge(recording, unknown);
      const told = `seed ${seed}, ${JSON.stringify(unknown)}: ${finding.witness?.lines.join('; ')}`;
      assert.is.not(finding.validity, 'invalid', told);
    }
  }
});

test('nor is one whose users come one after the other', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const finding = judge(healthyRecording(seed), { world: undefined as never });
    assert.is.not(finding.validity, 'invalid', `seed ${seed}: ${finding.witness?.lines.join('; ')}`);
  }
});

/** Share of the recordings that hold a flaw which have to be convicted; the rest was undone, or nobody noticed. */
const races: readonly (readonly [Flaw, number])[] = [
  ['double', 0.99],
  ['oversold', 0.95],
  ['crossing', 0.7],
  ['half-moved', 0.4],
  ['both-taken', 0.1],
  ['stale-offer', 0.95],
  ['late-confirmation', 0.05],
];

for (const [flaw, share] of races) {
  test(`${flaw} is convicted, with at most six bars of operations`, () => {
    let flawed = 0;
    let convicted = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const recording = busyRecording(seed, flaw);
      const finding = judge(recording);
      if (recording.flawed > 0) flawed += 1;
      if (finding.validity !== 'invalid') continue;
      assert.ok(recording.flawed > 0, `seed ${seed}: convicted without the flaw`);
      convicted += 1;
      const ids = new Set(recording.operations.map(({ id }) => id));
      for (const { bars, sentence } of finding.witness?.scenes ?? []) {
        assert.ok(bars.length >= 1 && bars.length <= 6, `${bars.length} bars`);
        assert.ok(bars.every(({ id }) => ids.has(id)));
        assert.match(sentence, /^At 08:0/);
      }
      assert.ok((finding.witness?.scenes ?? []).length >= 1);
    }
    assert.ok(flawed > 20, `${flawed} flawed`);
    assert.ok(convicted >= flawed * share, `${convicted} of ${flawed}`);
  });
}

test('what no race did is left to the laws that judge it: drift, an error after commit', () => {
  for (const flaw of ['drift', 'error-after-commit'] as const) {
    let flawed = 0;
    let soldTwice = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const recording = busyRecording(seed, flaw);
      const finding = judge(recording);
      if (recording.flawed > 0) flawed += 1;
      // Hours that were sold twice, because one of the two had drifted away from them, were sold twice all the same.
      for (const line of finding.witness?.lines ?? []) assert.match(line, /two were told/, `${flaw}, seed ${seed}`);
      if (finding.validity === 'invalid') soldTwice += 1;
    }
    assert.ok(soldTwice < 4, `${soldTwice} convicted with ${flaw}`);
    assert.ok(flawed > 40, `${flawed} with ${flaw}`);
  }
});

test('missing lines explain as many cases as they are', () => {
  const recording = busyRecording(2, 'double');
  const cases = judge(recording).witness?.total ?? 0;
  assert.ok(cases > 0);
  assert.is(judge(recording, { unseenOperations: 1_000, isHistoryWhole: false }).validity, 'unknown');
});

test('does not apply where nothing can be booked', () => {
  const finding = judge(
    { operations: [], initial: [], final: [] },
    { offers: { verbs: ['find-slots', 'read-booking'] } },
  );
  assert.is(finding.validity, 'not-applicable');
  assert.match(finding.summary, /the target has no/);
});

test('nothing recorded is unknown', () => {
  assert.is(judge({ operations: [], initial: [], final: [] }).validity, 'unknown');
});
