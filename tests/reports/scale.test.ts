import * as assert from 'uvu/assert';
import type { CriterionResult } from '../../core/verdict.ts';
import { toText } from '../../reports/html/markup.ts';
import { intervalWords, scale } from '../../reports/html/scale.ts';
import { suite } from '../door.ts';

const test = suite('scale');

function line(more: Partial<CriterionResult>): CriterionResult {
  const fixed = { id: 'x', question: '?', section: 's', status: 'pass', weight: 'gate', inScope: true } as const;
  return { ...fixed, evidence: 'measured', operator: '<', threshold: 200, unit: 'ms', ...more };
}

function drawn(more: Partial<CriterionResult>): string {
  const markup = scale(line(more));
  return markup === null ? '' : toText(markup);
}

function placeOf(svg: string, pattern: RegExp): number {
  return Number(pattern.exec(svg)?.[1] ?? Number.NaN);
}

test('value, interval and threshold stand where a ruler would put them', () => {
  const svg = drawn({ value: 100, interval: [50, 150] });
  const zero = 10;
  const value = placeOf(svg, /<circle class="dot" cx="([\d.]+)"/);
  const threshold = placeOf(svg, /class="threshold" d="M([\d.]+)/);
  const from = placeOf(svg, /class="interval" d="M([\d.]+)/);
  assert.ok(Math.abs((value - zero) / (threshold - zero) - 0.5) < 0.005, `${value} of ${threshold}`);
  assert.ok(Math.abs((from - zero) / (threshold - zero) - 0.25) < 0.005);
});

test('an interval without an upper end leaves as an arrow and stretches nothing', () => {
  const infinite = drawn({ value: 100, interval: [50, null] });
  assert.is(infinite.match(/class="arrow"/g)?.length, 1);
  assert.not.match(infinite, /NaN|Infinity/);
  assert.is(intervalWords(line({ interval: [50, null] })), '50.0 ms to no upper bound');
  assert.is(intervalWords(line({ interval: [null, 50] })), 'no lower bound to 50.0 ms');
  assert.is(intervalWords(line({ interval: [44.1, 49.02] })), '44.1 to 49.1 ms');
  assert.is(intervalWords(line({ interval: [36_000, 72_000] })), '36.0 s to 1 min 12 s');
});

test('a value without end stands at the edge', () => {
  const svg = drawn({ value: null, interval: [250, null], status: 'fail' });
  assert.match(svg, '>∞</text>');
  assert.ok(placeOf(svg, /<path class="dot" d="M([\d.]+)/) > placeOf(svg, /class="threshold" d="M([\d.]+)/));
});

test('a value on the bad side is a diamond, not only another colour', () => {
  assert.match(drawn({ value: 100 }), '<circle class="dot"');
  assert.match(drawn({ value: 300, status: 'fail' }), '<path class="dot"');
});

test('without a value the threshold is still drawn, without a threshold nothing is', () => {
  assert.match(drawn({ status: 'unknown' }), 'x: no value, must be below 200 ms');
  assert.is(scale({ ...line({}), ...{ threshold: undefined } } as unknown as CriterionResult), null);
});

test('shares close to one are drawn close up', () => {
  const svg = drawn({ operator: '>', threshold: 99.9, unit: '%', value: 99.95, interval: [99.92, 99.98] });
  const value = placeOf(svg, /<circle class="dot" cx="([\d.]+)"/);
  const threshold = placeOf(svg, /class="threshold" d="M([\d.]+)/);
  assert.ok(value - threshold > 60, `${value} against ${threshold}`);
});
