import * as assert from 'uvu/assert';
import { openLaws } from '../../checkers/open-laws.ts';
import type { Finding } from '../../core/finding.ts';
import { random } from '../../core/random.ts';
import { suite } from '../door.ts';
import type { CallerFlaws } from './model-caller.ts';
import { type OutgoingRecording, outgoingRecording } from './model-outgoing.ts';

const test = suite('laws of outgoing calls');
const laws = ['exactly-once', 'reconciliation', 'backoff', 'circuit-breakers', 'timeouts', 'correlation'];
const offers = {
  verbs: ['book', 'cancel', 'reschedule', 'find-slots', 'read-outgoing'],
  calls: ['calendar', 'messaging'],
  messages: ['confirmation', 'move', 'cancellation'],
};

test('a right platform is acquitted by each of them, in whatever manner it calls', () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    for (const { by, validity, summary, witness } of judged(outgoingRecording(seed))) {
      assert.is.not(validity, 'invalid', `${by}, seed ${seed}: ${summary} ${witness?.lines[0]}`);
      if (laws.includes(by)) assert.is(validity, 'valid', `${by}, seed ${seed}: ${summary}`);
    }
  }
});

test('nor is it convicted for what is missing of its history, its states and the journals', () => {
  for (let seed = 1; seed <= 6; seed += 1) {
    const { operations, final, lines } = outgoingRecording(seed);
    const draw = random(seed);
    const kept = operations.filter(() => !draw.chance(0.02));
    const seen = lines.filter((line) => !('endedMs' in line) || !draw.chance(0.02));
    const holes = { operations: kept, final: final.filter(() => draw.chance(0.9)), lines: seen };
    const missing = [operations.length - kept.length, lines.length - seen.length] as const;
    for (const { by, validity, witness } of judged(holes, missing, false)) {
      assert.is.not(validity, 'invalid', `${by}, seed ${seed}: ${witness?.lines.join('; ')}`);
    }
  }
});

const flaws: readonly (readonly [law: string, words: RegExp, flaws: CallerFlaws])[] = [
  ['reconciliation', /never had their effect/, { forgetsFailures: true }],
  ['reconciliation', /never had their effect/, { forgetsEach: 40 }],
  ['reconciliation', /given up/, { givesUpAfter: 2 }],
  ['reconciliation', /should not have/, { forgetsDeletions: true }],
  ['exactly-once', /beside each other|told twice/, { freshKeys: true }],
  ['backoff', /Retry-After|at once/, { retriesAtOnce: true }],
  ['backoff', /more often than/, { pausesMs: 60, neverOpens: true }],
  ['backoff', /do not grow/, { pausesMs: 200, neverOpens: true }],
  ['backoff', /jitter/, { isPunctual: true, neverOpens: true }],
  ['backoff', /Retry-After/, { ignoresRetryAfter: true }],
  ['circuit-breakers', /full rate/, { neverOpens: true }],
  ['circuit-breakers', /well again/, { neverCloses: true }],
  ['timeouts', /not given up/, { neverHangsUp: true }],
  ['correlation', /no id at all/, { losesTrace: true }],
  ['correlation', /no operation/, { mixesTraces: true }],
];

for (const [law, words, flaw] of flaws) {
  test(`${law} alone convicts a platform that ${JSON.stringify(flaw)}`, () => {
    for (let seed = 1; seed <= 3; seed += 1) {
      // A queue that is looked at now and then scatters what comes from it.
      const prompt = flaw.isPunctual === true ? { lookMs: 10, lanes: 16 } : {};
      const findings = judged(outgoingRecording(seed, flaw, prompt));
      const convicting = findings.filter(({ validity }) => validity === 'invalid');
      const told = convicting.map(({ by, summary, witness }) => [by, summary, witness?.lines[0]]).join('; ');
      const others = flaw.neverOpens === true ? ['circuit-breakers'] : [];
      const names = convicting.map(({ by }) => by).filter((by) => by === law || !others.includes(by));
      const own = findings.find(({ by }) => by === law)?.summary;
      assert.equal(names, [law], `seed ${seed}: ${told}; ${own}`);
      assert.match(convicting.find(({ by }) => by === law)?.summary ?? '', words);
    }
  });
}

test('timeouts alone convicts a platform whose reads wait for a silent provider', () => {
  const convicting = judged(outgoingRecording(1, {}, { isHoldingUp: true })).filter(
    ({ validity }) => validity === 'invalid',
  );
  assert.equal(
    convicting.map(({ by }) => by),
    ['timeouts'],
  );
});

/** All laws, also those that know nothing of providers. */
function judged(
  { operations, final, lines }: OutgoingRecording,
  [unseenOperations, unseenRequests]: readonly [number, number] = [0, 0],
  isFinalComplete = true,
): readonly Finding[] {
  const open = openLaws({ world: undefined, offers, originMs: Date.parse('2027-01-01T00:00:00Z'), isShared: false });
  for (const operation of operations) open.take(operation);
  for (const booking of final) open.takeFinal(booking);
  for (const line of lines) open.takeProvider(line);
  return open.close({
    ...{ unseenOperations, isHistoryWhole: unseenOperations === 0, isInitialComplete: true, isFinalComplete },
    ...{ clockErrorMs: 2, journals: { calendar: { unseenRequests }, messaging: { unseenRequests: 0 } } },
  });
}
