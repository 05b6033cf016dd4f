import * as assert from 'uvu/assert';
import { openLaws } from '../../checkers/open-laws.ts';
import type { Operation } from '../../core/operation.ts';
import type { Round } from '../../core/round.ts';
import { openAttempt } from '../../targets/attempt.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import { reference } from '../../targets/reference.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { rounds, shapeOf, world } from './meet.ts';
import { playRound } from './play-round.ts';

const test = suite('a seat that is moved');

type Wrong = 'keeps the old seat' | 'takes no new seat' | 'gives back the old seat';

/** Counts the seats of each time up and down, as many platforms do. */
function countingPlatform(seats: number, wrong?: Wrong) {
  const taken = new Map<string, number>();
  const bookings = new Map<string, { at: string; first: string }>();
  const count = (at: string, by: number): void => void taken.set(at, (taken.get(at) ?? 0) + by);
  const isFull = (at: string): boolean => (taken.get(at) ?? 0) >= seats;
  return (intent: Intent): Completion => {
    if (intent.verb === 'find-slots') {
      const slot = { resource: intent.resource ?? '', start: intent.from, end: intent.to };
      return { type: 'ok', answer: { slots: isFull(intent.from) ? [] : [slot] } };
    }
    if (intent.verb === 'book' || intent.verb === 'hold') {
      const at = intent.slot.start;
      if (isFull(at)) return { type: 'fail', reason: 'taken' };
      count(at, 1);
      const booking = `b${bookings.size}`;
      bookings.set(booking, { at, first: at });
      return { type: 'ok', answer: { booking, slot: intent.slot } };
    }
    const own = 'booking' in intent ? bookings.get(intent.booking ?? '') : undefined;
    if (own === undefined) return { type: 'fail', reason: 'not-found' };
    if (intent.verb === 'reschedule') {
      if (isFull(intent.slot.start)) return { type: 'fail', reason: 'taken' };
      if (wrong !== 'keeps the old seat') count(own.at, -1);
      if (wrong !== 'takes no new seat') count(intent.slot.start, 1);
      own.at = intent.slot.start;
      return { type: 'ok', answer: { booking: intent.booking, slot: intent.slot } };
    }
    if (intent.verb === 'cancel') count(wrong === 'gives back the old seat' ? own.first : own.at, -1);
    return { type: 'ok', answer: {} };
  };
}

/** Who is convicted when the round is played on it. */
async function convicted(round: Round, wrong?: Wrong): Promise<readonly string[]> {
  const platform = countingPlatform(round.places[0]?.seats ?? 0, wrong);
  const { said } = await playRound(shapeOf(round), round, reference.offers, platform);
  const laws = openLaws({ world, isShared: false, originMs: Date.parse(`${world.anchorDay}T00:00:00Z`) });
  for (const [at, { contender, intent, completion }] of said.entries())
    laws.take(recorded(at, contender, intent, completion));
  const states = { isInitialComplete: true, isFinalComplete: false };
  const findings = laws.close({ unseenOperations: 0, isHistoryWhole: true, clockErrorMs: 2, ...states });
  return findings.filter(({ validity }) => validity === 'invalid').map(({ by }) => by);
}

function recorded(at: number, contender: number, intent: Intent, completion: Completion): Operation {
  const id = (at + 1).toString(16).padStart(32, '0');
  const target: Target = {
    ...reference,
    // biome-ignore lint/correctness/useYield: the answer is known
    *perform() {
      return completion;
    },
  };
  const attempt = openAttempt(target, intent, { notes: {} } as never, { id, process: `lane-${contender}` });
  attempt.next();
  return { ...attempt.operation(), startMs: 20 * at, endMs: 20 * at + 10 };
}

const groups = rounds.filter(({ shape }) => shape === 'seat-moved');

test('whoever counts seats right is acquitted', async () => {
  assert.ok(groups.length > 0);
  for (const round of groups) assert.equal(await convicted(round), []);
});

test('an old seat that stays taken, a new one that is not, and one given back in the wrong place convict', async () => {
  // Refusals beside a change of the clock are nobody's proof.
  const ordinary = groups.filter(({ factors }) => factors.day === 'ordinary');
  assert.ok(ordinary.length > 0);
  for (const round of ordinary) assert.ok((await convicted(round, 'keeps the old seat')).includes('observations'));
  for (const round of groups) {
    assert.ok((await convicted(round, 'takes no new seat')).includes('double-booking'));
    assert.ok((await convicted(round, 'gives back the old seat')).includes('double-booking'));
  }
});
