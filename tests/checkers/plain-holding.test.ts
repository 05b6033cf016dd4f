import * as assert from 'uvu/assert';
import { holdingsOf } from '../../checkers/holdings.ts';
import { openLedger } from '../../checkers/ledger.ts';
import { plainHolding } from '../../checkers/plain-holding.ts';
import { storyHoldings } from '../../checkers/story-holdings.ts';
import type { StoryCircumstances } from '../../checkers/story-places.ts';
import { suite } from '../door.ts';
import { originMs } from './busy-platform.ts';
import { busyRecording } from './busy-recording.ts';
import { clockErrorMs } from './busy-wire.ts';

const test = suite('plain holdings');

const around: StoryCircumstances = {
  ...{ echoes: new Set(), clockErrorMs, originMs, isShared: false, isFinalComplete: true },
  ...{ hasTags: true, holdsBlock: true },
};

test('say what is said of any story', () => {
  let plain = 0;
  let other = 0;
  for (const flaw of ['none', 'double', 'half-moved'] as const) {
    for (let seed = 1; seed <= 60; seed += 1) {
      const { operations, initial, final } = busyRecording(seed, flaw);
      const ledger = openLedger();
      for (const operation of operations) ledger.take(operation);
      for (const booking of initial) ledger.takeInitial(booking);
      for (const booking of final) ledger.takeFinal(booking);
      for (const [index, story] of ledger.stories().entries()) {
        const holding = plainHolding(story, index, around);
        if (holding === undefined) {
          other += 1;
          continue;
        }
        plain += 1;
        const { holdings, unplaced } = storyHoldings(story, around);
        assert.is(holdings.length, 1);
        assert.is(unplaced, 0);
        const { resource, fromMs, toMs, surely, possibly, makes, ends, isInitial, storedAs, isLost } = holding;
        const place = { resource, fromMs, toMs };
        assert.equal({ place, surely, possibly, makes, ends, isInitial, storedAs, isLost }, holdings[0]);
      }
    }
  }
  assert.ok(plain > 100 && other > 300, `${plain} plain, ${other} not`);
});

test('are called what their attempt and their record call them', () => {
  const slot = { resource: 'staff-1', start: '2027-03-01T10:00:00Z', end: '2027-03-01T10:30:00Z' };
  const ledger = openLedger();
  const times = { startMs: 1, endMs: 2, requests: [], keys: [] };
  const value = { asked: { tenant: 't', slot }, answered: { slot } };
  ledger.take({ ...times, id: 'o', intent: 'tag', process: 'p', verb: 'book', type: 'ok', value });
  ledger.takeFinal({ id: 'a', tag: 'tag', tenant: 't', ...slot, service: 's', customer: 'c', status: 'booked' });
  const whole = { isHistoryWhole: true, isInitialComplete: true, isFinalComplete: true, unseenOperations: 0 };
  const { all } = holdingsOf({ ...whole, ledger, world: undefined, isShared: false, clockErrorMs });
  const [holding] = all;
  const { names } = ledger;
  assert.is(all.length, 1);
  assert.equal(
    [holding?.booking, holding?.tenant, holding?.service, holding?.customer].map((name) => names.textOf(name ?? -1)),
    ['a', 't', 's', 'c'],
  );
});
