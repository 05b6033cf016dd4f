import * as assert from 'uvu/assert';
import type { Plan } from '../../core/plan.ts';
import { underCircumstances } from '../../criteria/under-circumstances.ts';
import { suite } from '../door.ts';

const test = suite('circumstances of a verdict');

const clear = { word: 'CLEAR', sentence: 'CLEAR: all 3 gates of this campaign pass.' } as const;
const stopped = { event: 'load-stopped', atMs: 1, reason: '31 % of the requests failed for 10 seconds' } as const;

function capped(cap: Plan['cap']): Plan[] {
  return [{ cap } as Plan, {} as Plan];
}

test('without any, a verdict is what its gates say', () => {
  assert.equal(underCircumstances(clear, [], []), clear);
});

test('a load that was stopped clears nothing, and convicts where it did; the reason is told', () => {
  const said = underCircumstances(clear, [stopped], []);
  assert.is(said.word, 'INCOMPLETE');
  assert.match(said.sentence, /^INCOMPLETE: .* The load was stopped: 31 % of the requests failed for 10 seconds\.$/);
  assert.is(underCircumstances({ word: 'GO', sentence: 'GO.' }, [stopped], []).word, 'INCOMPLETE');
  const convicted = underCircumstances({ word: 'NO-GO', sentence: 'NO-GO: a gate fails: x.' }, [stopped], []);
  assert.is(convicted.word, 'NO-GO');
  assert.match(convicted.sentence, /^NO-GO: a gate fails: x\. The load was stopped/);
});

test('a cap is told, with what it left out', () => {
  const said = underCircumstances(
    clear,
    [],
    capped({ requestsPerSecondMax: 50, arrivalsShare: 0.123, roundsDropped: 7 }),
  );
  assert.is(said.word, 'CLEAR');
  assert.match(
    said.sentence,
    /capped at 50 requests a second, 12\.3 % of what was planned, without 7 rounds of races\.$/,
  );
});
