import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import type { CriterionResult, Operator } from '../../core/verdict.ts';
import {
  boundOf,
  bytes,
  clock,
  count,
  counted,
  decimal,
  duration,
  figureOf,
  isGood,
  percent,
  seenValue,
} from '../../reports/figures.ts';
import { suite } from '../door.ts';

const test = suite('figures');

function line(operator: Operator, threshold: number, unit: string): CriterionResult {
  const fixed = { id: 'x', question: '?', section: 's', status: 'pass', weight: 'gate', inScope: true } as const;
  return { ...fixed, evidence: 'measured', operator, threshold, unit };
}

test('counts are grouped by thousands', () => {
  assert.equal([0, 12, 1234, 1_234_567].map(count), ['0', '12', '1,234', '1,234,567']);
  assert.equal([counted(1, 'process', 'processes'), counted(2, 'process', 'processes')], ['1 process', '2 processes']);
});

test('durations take the unit that a person would', () => {
  const all = [0.4217, 12.34, 999, 1234, 132_000, 180_000, 59_999.9].map((ms) => duration(ms));
  assert.equal(all, ['0.422 ms', '12.3 ms', '999 ms', '1.23 s', '2 min 12 s', '3 min', '60.0 s']);
  assert.is(duration(Number.POSITIVE_INFINITY), '∞');
});

test('a share that is not all is never shown as all, nor one that is not none as none', () => {
  assert.equal(
    [0.9993, 1, 0, 0.00081].map((share) => percent(share)),
    ['99.93 %', '100 %', '0 %', '0.081 %'],
  );
  const dice = random(7);
  for (let round = 0; round < 500; round += 1) {
    const gap = 10 ** -dice.between(0.5, 9);
    for (const rounding of ['nearest', 'up', 'down'] as const) {
      assert.ok(Number.parseFloat(percent(1 - gap, 2, rounding === 'up' ? 'nearest' : rounding)) < 100, `1 - ${gap}`);
      assert.ok(Number.parseFloat(percent(gap, 2, rounding === 'down' ? 'nearest' : rounding)) > 0, String(gap));
    }
  }
});

test('bytes, clocks and bare numbers', () => {
  assert.equal([bytes(999), bytes(12_345_678), bytes(8.3e9)], ['999 B', '12.3 MB', '8.30 GB']);
  assert.equal([clock(65_000), clock(3_725_000), clock(-5)], ['1:05', '1:02:05', '0:00']);
  assert.equal([decimal(2.126), decimal(1234.5), decimal(0)], ['2.13', '1,235', '0']);
});

test('bounds are said as a person says them', () => {
  assert.is(boundOf(line('<', 200, 'ms')), 'below 200 ms');
  assert.is(boundOf(line('>', 99.9, '%')), 'above 99.9 %');
  assert.is(boundOf(line('>', 0.999, 'share')), 'above 99.9 %');
  assert.is(boundOf(line('<', 3, 'min')), 'below 3 min');
  assert.is(boundOf(line('=', 0, 'cases')), 'exactly 0 cases');
});

test('no figure is rounded in favour of its criterion', () => {
  assert.is(figureOf(line('<', 200, 'ms'), 46.21), '46.3 ms');
  assert.is(figureOf(line('>', 95, '%'), 98.619), '98.61 %');
  assert.is(figureOf(line('>', 99.9, '%'), 99.8999), '99.89 %');
});

test('no figure is shown on its threshold, or beyond it, unless it is there', () => {
  assert.is(figureOf(line('<', 200, 'ms'), 199.97), '199.97 ms');
  assert.is(figureOf(line('<', 200, 'ms'), 200), '200 ms');
  assert.is(figureOf(line('>', 99.9, '%'), 99.90001), '99.90001 %');
  const dice = random(11);
  for (let round = 0; round < 2000; round += 1) {
    const bound = dice.pick([200, 95, 99.9, 0.1]);
    const criterion = line(dice.pick(['<', '>']), bound, dice.pick(['%', 'x']));
    const value = bound + dice.pick([-1, 1]) * 10 ** -dice.between(1, 8);
    const shown = Number.parseFloat(figureOf(criterion, value));
    assert.is(isGood(criterion, shown), isGood(criterion, value), `${value} shown as ${shown}, bound ${bound}`);
  }
});

test('what is infinite is shown as such', () => {
  const criterion = line('<', 200, 'ms');
  const infinite = seenValue({ ...criterion, value: null }) ?? 0;
  assert.equal([figureOf(criterion, infinite), duration(infinite), decimal(-infinite)], ['∞', '∞', '-∞']);
  assert.equal([percent(infinite), bytes(infinite)], ['∞', '∞']);
  assert.equal([seenValue({ ...criterion, value: 7 }), seenValue(criterion)], [7, undefined]);
});
