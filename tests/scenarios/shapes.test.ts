import * as assert from 'uvu/assert';
import { shapes } from '../../scenarios/races/shapes.ts';
import type { Completion } from '../../targets/intent.ts';
import { reference } from '../../targets/reference.ts';
import type { Offers } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { fakePlatform } from './fake-platform.ts';
import { type Met, meet, rounds, roundsFor, shapeOf, world } from './meet.ts';
import { type Played, playRound } from './play-round.ts';

const test = suite('shapes of races');

const least: Offers = {
  ...{ verbs: ['find-slots', 'book', 'read-booking'], tags: false, stickySessions: false },
  ...{ holds: false, capacity: false, idempotencyKeys: false },
};

const racedOf = ({ said }: Played) => said.filter(({ isRaced }) => isRaced);
const wonBy = (played: Played): number => racedOf(played).filter(({ completion }) => completion.type === 'ok').length;

test('every contender of every round comes to an end and says what came of the meeting', async () => {
  for (const { name } of shapes) {
    for (const { round, contends } of await meet(name)) {
      assert.is(contends.length, round.contenders.length, name);
      assert.equal(
        contends.map(({ value }) => value.asked.contender).sort((a, b) => a - b),
        [...round.contenders.keys()],
      );
      const met = contends.filter(({ type }) => type === 'ok').length;
      assert.is(met, contends.length, `${name} ${round.factors.variant ?? ''}: ${met} of ${contends.length} met`);
      assert.ok(contends.every(({ value }) => value.asked.isCut !== true));
    }
  }
});

test('nobody stays for ever where everything is refused, broken or given', async () => {
  const platforms: readonly (() => Completion)[] = [
    () => ({ type: 'fail', reason: 'taken' }),
    () => ({ type: 'info', reason: 'unknown' }),
    () => ({ type: 'ok', answer: {} }),
  ];
  for (const answer of platforms) {
    for (const round of rounds.filter(({ contenders }) => contenders.length < 20)) {
      const { contends } = await playRound(shapeOf(round), round, reference.offers, answer);
      assert.is(contends.length, round.contenders.length, round.shape);
    }
  }
  for (const { name } of shapes) await meet(name, { givesAll: true });
});

test('a platform that is asked for little is asked for nothing that it does not declare', async () => {
  for (const round of roundsFor(least).filter(({ contenders }) => contenders.length < 50)) {
    const platform = fakePlatform({ now: () => 0 });
    const { said } = await playRound(shapeOf(round), round, least, platform.perform);
    for (const { intent } of said) {
      assert.ok(least.verbs.includes(intent.verb), `${round.shape} asks for ${intent.verb}`);
      assert.not.ok('idempotencyKey' in intent, round.shape);
    }
  }
});

test('where only one of the ways to book takes keys, they go that way', async () => {
  for (const verb of ['book', 'hold'] as const) {
    const offers: Offers = { ...reference.offers, idempotencyKeys: [verb] };
    let keyed = 0;
    for (const round of roundsFor(offers).filter(({ contenders }) => contenders.length < 20)) {
      const platform = fakePlatform({ now: () => 0 });
      const { said } = await playRound(shapeOf(round), round, offers, platform.perform);
      for (const { intent } of said.filter((each) => 'idempotencyKey' in each.intent)) {
        assert.is(intent.verb, verb, round.shape);
        keyed += 1;
      }
    }
    assert.ok(keyed > 0, verb);
  }
});

test('one of all who want one slot gets it, at once or one after the other', async () => {
  const names = ['n-for-one-slot', 'one-after-the-other', 'overlapping-intervals', 'other-service-same-staff'];
  for (const name of [...names, 'several-entries']) {
    for (const met of await meet(name)) {
      assert.is(wonBy(met), 1, name);
      assert.is(met.active, 1, name);
    }
  }
});

test('a slot that some move to and one books has one owner; what is moved and cancelled at once has none', async () => {
  for (const met of await meet('moves-for-one-slot')) {
    assert.is(wonBy(met), 1);
    const verbs = racedOf(met).map(({ intent }) => (intent.verb === 'reschedule' ? 'move' : 'book'));
    assert.ok(verbs.includes('move') && verbs.includes('book'));
  }
  for (const met of await meet('move-against-cancel')) {
    const verbs = racedOf(met).map(({ intent }) => intent.verb);
    assert.ok(verbs.includes('reschedule') && verbs.includes('cancel'));
    // In the end both places are somebody's again: nothing of the cancelled one is left in their way.
    assert.is(met.active, 2);
  }
});

test('a booking is moved onto its own time and back, where both were looked at and nobody else is', async () => {
  for (const { said, round } of await meet('move-onto-own-time')) {
    const verbs = said.map(({ intent }) => intent.verb);
    assert.equal(verbs.slice(0, 2), ['find-slots', 'find-slots']);
    const moves = said.filter(({ intent }) => intent.verb === 'reschedule');
    assert.equal(
      moves.map(({ intent }) => 'slot' in intent && intent.slot),
      round.places.map(({ slot }) => slot),
    );
    assert.ok(moves.every(({ completion }) => completion.type === 'ok'));
    const [, other] = said.filter(({ intent }) => intent.verb === 'book' || intent.verb === 'hold');
    assert.is(other?.completion.type, 'fail', 'who wants what it left is refused');
    const [to, from] = round.places.map(({ slot }) => slot);
    assert.ok(to && from && to.resource === from.resource && to.start < from.start && from.start < to.end);
  }
});

test('contenders of a race meet at its moment, by their offsets; those of a sequence wait for each other', async () => {
  for (const { round, contends } of await meet('n-for-one-slot')) {
    for (const { startMs, value } of contends) {
      const { offsetMs = 0 } = round.contenders[value.asked.contender] ?? {};
      assert.is(startMs, round.meetMs + offsetMs);
    }
  }
  for (const { contends } of await meet('one-after-the-other')) {
    const inTime = [...contends].sort((a, b) => a.startMs - b.startMs);
    for (const [index, { endMs }] of inTime.entries()) {
      const next = inTime[index + 1];
      if (next !== undefined) assert.ok(next.startMs >= endMs);
    }
  }
});

test('times that only touch are all given, and a group has as many as it has seats', async () => {
  for (const met of await meet('touching-intervals')) assert.is(wonBy(met), met.round.contenders.length);
  for (const name of ['group-seats', 'seat-given-back-twice']) {
    for (const met of await meet(name)) assert.is(met.active, met.round.places[0]?.seats, name);
  }
});

test('what is read, moved or cancelled is the booking that was confirmed, where its hold had another id', async () => {
  const names = ['book-against-cancel', 'cancel-against-cancel', 'crossing-reschedules', 'two-reschedules'];
  for (const name of [...names, 'read-own-writes', 'rebook-after-cancel', 'n-for-one-slot', 'move-onto-own-time']) {
    for (const { said } of await meet(name, { renames: true })) {
      const missed = said.filter(({ completion }) => completion.type === 'fail' && completion.reason === 'not-found');
      assert.equal(missed, [], name);
    }
  }
});

test('each step of a booking meets each other one', async () => {
  const met = await meet('step-against-step');
  const pairs = new Set(
    met.map((each) =>
      racedOf(each)
        .map(({ intent }) => intent.verb)
        .sort()
        .join('+'),
    ),
  );
  const wanted = ['book+book', 'book+cancel', 'book+confirm', 'book+find-slots', 'book+hold', 'cancel+cancel'];
  wanted.push('cancel+confirm', 'cancel+find-slots', 'cancel+hold', 'confirm+confirm', 'confirm+find-slots');
  wanted.push('confirm+hold', 'find-slots+hold', 'hold+hold');
  assert.equal([...pairs].sort(), wanted.sort());
});

test('what is cancelled is gone once, and goes to the next one', async () => {
  for (const met of await meet('cancel-against-cancel')) {
    assert.is(wonBy(met), 1);
    assert.is(met.active, met.round.number % 2, 'booked again, and given back in half of the rounds');
    assert.is(new Set(racedOf(met).map(({ intent }) => 'booking' in intent && intent.booking)).size, 1);
  }
  for (const met of await meet('rebook-after-cancel')) assert.is(wonBy(met), 2);
  for (const met of await meet('book-against-cancel')) assert.ok(met.active <= 1);
});

test('moves go past each other, swap or contradict each other', async () => {
  for (const met of await meet('two-reschedules')) {
    const moves = racedOf(met).map(({ intent }) => intent);
    assert.is(new Set(moves.map((intent) => 'booking' in intent && intent.booking)).size, 1);
    assert.is(new Set(moves.map((intent) => 'slot' in intent && intent.slot.start)).size, moves.length);
  }
  for (const met of await meet('crossing-reschedules')) {
    const isSwap = met.round.factors.variant === 'swap';
    assert.is(wonBy(met), isSwap ? 0 : met.round.contenders.length);
  }
  const moves = rounds.filter(({ shape }) => shape === 'crossing-reschedules').flatMap(({ contenders }) => contenders);
  assert.ok(moves.length >= 36, `${moves.length} moves of each seed`);
});

test('a hold that ran out is sold, and then it is too late', async () => {
  for (const { said, contends } of await meet('hold-expiry')) {
    const late = said.find(({ intent, isRaced }) => intent.verb === 'confirm' && isRaced);
    assert.equal(late?.completion, { type: 'fail', reason: 'expired' });
    const sold = said.find(({ isRaced, completion }) => isRaced && completion.type === 'ok');
    assert.ok(sold && late && sold.atMs < late.atMs);
    assert.ok(contends.every(({ type }) => type === 'ok'));
  }
});

test('a hold that ends before it says is met by somebody who comes shortly before', async () => {
  const taken = (met: Met): number =>
    met.said.filter(({ intent, completion }) => ['book', 'hold'].includes(intent.verb) && completion.type === 'ok')
      .length;
  const early = await meet('hold-expiry', { endsEarlyMs: 10_000 });
  assert.ok(
    early.every(
      (met) => taken(met) > 1 && met.said.every(({ isRaced, completion }) => !isRaced || completion.type === 'fail'),
    ),
  );
});

test('a hold whose time nobody gets is left alone, so that it can be seen whether it ever ends', async () => {
  for (const { said } of await meet('hold-expiry', { keepsHolds: true })) {
    const refused = said.filter(({ completion }) => completion.type === 'fail' && completion.reason === 'taken');
    assert.ok(refused.some(({ isRaced }) => isRaced));
    assert.not.ok(said.some(({ intent }) => intent.verb === 'confirm'));
  }
});

test('keys come again: with the same wish, with another, from another company', async () => {
  for (const met of [...(await meet('one-key-many-times')), ...(await meet('one-key-one-seat'))]) {
    const intents = met.said.filter(({ intent }) => 'idempotencyKey' in intent).map(({ intent }) => intent);
    assert.ok(intents.length >= 2 * met.round.contenders.length);
    for (const intent of intents) assert.equal(intent, intents[0]);
    assert.is(met.active, 1);
  }
  for (const met of await meet('retry-after-lost-reply')) {
    const again = met.said.filter(({ contender, intent }) => contender === 0 && 'idempotencyKey' in intent);
    assert.is(again.length, 3);
    for (const { intent } of again) assert.equal(intent, again[0]?.intent);
  }
  for (const met of await meet('same-key-other-body')) {
    const [first, ...others] = racedOf(met);
    assert.is(first?.completion.type, 'ok');
    for (const { intent, completion } of others) {
      assert.equal(completion, { type: 'fail', reason: 'conflict' });
      assert.is('idempotencyKey' in intent && intent.idempotencyKey, 'round-tag');
    }
  }
  for (const met of await meet('same-key-other-tenant')) {
    assert.is(wonBy(met), 2);
    assert.is(new Set(racedOf(met).map(({ intent }) => 'tenant' in intent && intent.tenant)).size, 2);
  }
});

test('looks show what was done: to oneself, and to others who list', async () => {
  for (const met of await meet('through-a-stale-listing')) {
    const looks = met.said.filter(({ contender, intent }) => contender === 1 && intent.verb === 'find-slots');
    const free = looks.map(({ completion }) => completion.type === 'ok' && (completion.answer.slots?.length ?? 0) > 0);
    assert.equal(free, [true, true, false, false, false, false, true, true, false]);
  }
  for (const met of await meet('read-own-writes')) {
    const states = met.said.flatMap(({ completion }) =>
      completion.type === 'ok' ? (completion.answer.bookings ?? []).map(({ status }) => status) : [],
    );
    assert.equal(states, [...Array(6).fill('booked'), ...Array(3).fill('cancelled')]);
  }
});

test('a seat is free where somebody moved away, and taken where they went until they cancel there', async () => {
  for (const { said, active, round } of await meet('seat-moved')) {
    const seats = round.places[0]?.seats ?? 0;
    const types = said.filter(({ contender }) => contender === seats).map(({ completion }) => completion.type);
    // The seat that was left; none with the others, who were as many as they could be; then the one that came back.
    assert.is(types[0], 'ok');
    assert.is(types.at(-1), 'ok');
    assert.is(active, 2 * seats);
    assert.is(said.filter(({ intent }) => intent.verb === 'reschedule').length, 1);
  }
});

test('what is moved out of the hours is refused, and stays where it was', async () => {
  for (const { said, round } of await meet('moved-outside-hours')) {
    const moves = said.filter(({ intent }) => intent.verb === 'reschedule');
    assert.is(moves.length, round.places.length - 1);
    const past = moves.at(-1)?.intent;
    assert.ok(past?.verb === 'reschedule' && past.slot.start < world.anchorDay);
    assert.is(said.at(-1)?.intent.verb, 'read-booking');
  }
});

test('a night is walked through from one half hour to the next, and what is offered is asked for', async () => {
  for (const { said, round } of await meet('dst-nights')) {
    const looks = said.filter(({ intent }) => intent.verb === 'find-slots');
    assert.is(looks.length, round.places.length);
    const asked = said.filter(({ intent }) => intent.verb === 'book' || intent.verb === 'hold');
    assert.is(asked.length, looks.length);
  }
});
