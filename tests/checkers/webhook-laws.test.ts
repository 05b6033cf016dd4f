import * as assert from 'uvu/assert';
import { openLaws } from '../../checkers/open-laws.ts';
import type { Finding } from '../../core/finding.ts';
import { random } from '../../core/random.ts';
import { suite } from '../door.ts';
import type { Flaws } from './model-receiver.ts';
import { type StormRecording, stormRecording, stormWorld } from './model-storm.ts';

const test = suite('laws of webhooks');
const laws = ['exactly-once', 'order-independence', 'signatures', 'liveness'];

test('a right receiver is never convicted, whatever is repeated, shuffled, forged or lost on the way', () => {
  const valid = new Map<string, number>();
  for (let seed = 1; seed <= 200; seed += 1) {
    for (const { by, validity, witness } of judged(stormRecording(seed))) {
      assert.is.not(validity, 'invalid', `${by}, seed ${seed}: ${witness?.lines.join('; ')}`);
      if (validity === 'valid') valid.set(by, (valid.get(by) ?? 0) + 1);
    }
  }
  for (const law of laws) assert.ok((valid.get(law) ?? 0) >= 190, `${law}: ${valid.get(law)} valid`);
});

test('nor by what is missing of its history and its states', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { operations, final } = stormRecording(seed);
    const draw = random(seed);
    const kept = operations.filter(() => !draw.chance(0.05));
    const told = { operations: kept, final: final.filter(() => draw.chance(0.9)) };
    for (const { by, validity, witness } of judged(told, operations.length - kept.length, false)) {
      assert.is.not(validity, 'invalid', `${by}, seed ${seed}: ${witness?.lines.join('; ')}`);
    }
  }
});

test('nor who refuses what is compressed, or slow', () => {
  for (const refuses of ['gzip', 'slow'] as const) {
    for (let seed = 1; seed <= 60; seed += 1) {
      for (const { by, validity, witness } of judged(stormRecording(seed, { refuses }))) {
        assert.is.not(validity, 'invalid', `${by}, ${refuses}, seed ${seed}: ${witness?.lines.join('; ')}`);
      }
    }
  }
});

const flaws: readonly (readonly [law: string, words: RegExp, flaws: Flaws])[] = [
  ['exactly-once', /more than one effect/, { doublesAtOnce: true }],
  ['exactly-once', /more than one effect/, { forgetsAfterMs: 3000 }],
  ['exactly-once', /lost/, { looksAtContent: true }],
  ['exactly-once', /lost/, { losesEach: 5 }],
  ['exactly-once', /given up/, { givesUpEach: 5 }],
  ['exactly-once', /refused every time/, { worksWhileBusy: true }],
  ['exactly-once', /forged/, { worksForForgers: true }],
  ['signatures', /forged/, { accepts: 'missing' }],
  ['signatures', /forged/, { accepts: 'wrong' }],
  ['signatures', /forged/, { accepts: 'old' }],
  ['signatures', /forged/, { accepts: 'future' }],
  ['signatures', /forged/, { accepts: 'other-tenant' }],
  ['signatures', /forged/, { accepts: 'unknown-version' }],
  ['signatures', /though/, { refuses: 'escaped' }],
  ['signatures', /though/, { refuses: 'large' }],
  ['signatures', /though/, { refuses: 'rotated' }],
  ['order-independence', /cancelled/, { assumesOrder: true }],
  ['liveness', /wait/, { isBlockedByPoison: true }],
];

for (const [law, words, flaw] of flaws) {
  test(`${law} alone convicts a receiver that ${JSON.stringify(flaw)}`, () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const findings = judged(stormRecording(seed, flaw));
      const convicting = findings.filter(({ validity }) => validity === 'invalid');
      assert.equal(
        convicting.map(({ by }) => by),
        [law],
        `seed ${seed}: ${convicting.map(({ summary, witness }) => [summary, witness?.lines[0]]).join('; ')}`,
      );
      assert.match(convicting[0]?.summary ?? '', words);
      assert.ok((convicting[0]?.witness?.scenes?.length ?? 0) > 0);
    }
  });
}

test('what is lost now and then, bookings or cancellations, is never laid on their order', () => {
  let convicted = 0;
  for (let seed = 1; seed <= 100; seed += 1) {
    for (const { by, validity } of judged(stormRecording(seed, { losesEach: 11 }))) {
      if (validity !== 'invalid') continue;
      assert.is(by, 'exactly-once', `seed ${seed}`);
      convicted += 1;
    }
  }
  assert.ok(convicted > 80, `${convicted} convicted`);
});

/** All laws, also those that know nothing of events. */
function judged(
  { operations, final }: StormRecording,
  unseenOperations = 0,
  isFinalComplete = true,
): readonly Finding[] {
  const open = openLaws({ world: stormWorld, originMs: Date.parse('2027-02-20T00:00:00Z'), isShared: false });
  for (const operation of operations) open.take(operation);
  for (const booking of final) open.takeFinal(booking);
  const isHistoryWhole = unseenOperations === 0;
  return open.close({ unseenOperations, isHistoryWhole, isInitialComplete: true, isFinalComplete, clockErrorMs: 2 });
}
