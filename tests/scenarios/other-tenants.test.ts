import * as assert from 'uvu/assert';
import type { Round } from '../../core/round.ts';
import type { Completion } from '../../targets/intent.ts';
import { reference } from '../../targets/reference.ts';
import { suite } from '../door.ts';
import { meet, rounds, shapeOf } from './meet.ts';
import { playRound } from './play-round.ts';

const test = suite('races of two companies');

test("nothing of another company's is shown", async () => {
  for (const met of await meet('other-tenant-looks')) {
    const foreign = met.said.find(({ contender }) => contender === 1);
    const isList = met.round.factors.variant === 'in-a-list';
    assert.is(foreign?.intent.verb, isList ? 'list-bookings' : 'read-booking');
    assert.ok(foreign && 'tenant' in foreign.intent && foreign.intent.tenant === met.round.places[1]?.tenant);
    if (!isList) assert.equal(foreign.completion, { type: 'fail', reason: 'not-found' });
  }
});

test("another company's customer is not found by the number, and is by their own", async () => {
  for (const { said } of await meet('other-tenant-customers')) {
    const found = said.filter(({ intent }) => intent.verb === 'find-customer');
    const types = found.map(({ contender, completion }) => [contender, completion.type]);
    assert.equal(
      types.sort((a, b) => Number(a[0]) - Number(b[0])),
      [
        [0, 'ok'],
        [1, 'fail'],
      ],
    );
  }
});

test("a company that tries to change another one's booking is refused, and its owner finds it as it was", async () => {
  const tried = new Set<string>();
  for (const { said, round, active } of await meet('other-tenant-changes')) {
    const variant = String(round.factors.variant);
    const foreign = said.filter(({ contender, intent }) => contender === 1 && intent.verb !== 'read-booking');
    assert.is(foreign.length, variant === 'reschedule' ? 2 : 1, variant);
    for (const { intent, completion } of foreign) {
      assert.is(intent.verb, variant);
      assert.is('tenant' in intent && intent.tenant, round.places[1]?.tenant);
      assert.equal(completion, { type: 'fail', reason: 'not-found' });
    }
    const own = said.find(({ contender, intent }) => contender === 0 && intent.verb === 'read-booking');
    const [shown] = own?.completion.type === 'ok' ? (own.completion.answer.bookings ?? []) : [];
    assert.is(shown?.status, variant === 'confirm' ? 'held' : 'booked');
    assert.is(active, 1);
    tried.add(variant);
  }
  assert.is(tried.size, 3);
});

test("a booking of one's own that has the id of another company's is left alone", async () => {
  const round = rounds.find(({ shape }) => shape === 'other-tenant-changes') as Round;
  const [mine, theirs] = round.places;
  const { said } = await playRound(shapeOf(round), round, reference.offers, (intent): Completion => {
    if (intent.verb !== 'read-booking') return { type: 'ok', answer: { booking: '7' } };
    const { tenant } = intent;
    const slot = tenant === mine?.tenant ? mine.slot : theirs?.slot;
    const stored = { id: '7', tenant, resource: '', start: '', end: '', ...slot, status: 'booked' } as const;
    return { type: 'ok', answer: { bookings: [stored] } };
  });
  const foreign = said.filter(({ contender }) => contender === 1).map(({ intent }) => intent.verb);
  assert.equal(foreign, ['read-booking']);
});
