import * as assert from 'uvu/assert';
import type { Finding } from '../../core/finding.ts';
import type { Damage } from '../../criteria/damage.ts';
import { judgeLines } from '../../criteria/judge-lines.ts';
import type { LineEvidence } from '../../criteria/lines/line-evidence.ts';
import { suite } from '../door.ts';

const test = suite('laws of races');

/** What is said of a law where so many of twenty races came about. */
function judged(by: string, overlapped: number, validity: Finding['validity'] = 'valid') {
  const races = {
    summaries: () => [
      { planned: 20, overlapped },
      { planned: 9, overlapped: 0, isSequence: true },
    ],
  };
  const evidence = { loads: [{ record: { plan: { name: 'races' }, races } }], feeding: () => [] };
  const damage = { ofHistory: () => undefined, ofFile: () => undefined };
  const finding = { by, validity, examined: 1, summary: 'all is well' } as Finding;
  const lines = judgeLines(evidence as unknown as LineEvidence, [finding], damage as unknown as Damage, new Set(), {
    ...{ name: 'races', isSignOff: false, criteria: [by] },
  });
  return lines.find(({ id }) => id === by);
}

test('a law about races lets nothing pass where next to none came about', () => {
  assert.is(judged('double-booking', 2)?.status, 'pass');
  const line = judged('double-booking', 1);
  assert.equal([line?.status, line?.reason], ['unknown', 'only 1 of 20 races came about (all is well)']);
  assert.is(judged('linearizability', 0)?.status, 'unknown');
});

test('it convicts all the same, and other laws need no races', () => {
  assert.is(judged('double-booking', 0, 'invalid')?.status, 'fail');
  assert.is(judged('accounting', 0)?.status, 'pass');
});
