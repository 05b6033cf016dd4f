import * as assert from 'uvu/assert';
import { htmlReport } from '../../reports/html/html-report.ts';
import { summary } from '../../reports/summary.ts';
import { suite } from '../door.ts';
import { capacityFound } from './capacity-found.ts';
import { sampleInput } from './sample-input.ts';

const test = suite('capacity in the report');

const plain = sampleInput();
const point = { p95Interval: null, errorShare: 0 };
const input = {
  ...plain,
  timeline: [...plain.timeline, capacityFound],
  series: {
    ...plain.series,
    capacity: [
      { ...point, plan: 'stress', ratePerSecond: 400, p95Ms: 90, held: true },
      { ...point, plan: 'stress', ratePerSecond: 430, p95Ms: 320, held: false, reason: 'p95 320 ms' },
      { ...point, plan: 'stress', ratePerSecond: 400, p95Ms: 110, held: true },
    ],
  },
};

test('report and summary say what holds, how sure that is, and what saturated first', () => {
  for (const text of [htmlReport(input), summary(input)]) {
    assert.match(text, 'The platform holds 400 journeys a second, which are 2,200 requests a second, and not 430.');
    assert.match(text, 'is at least 400 and at most 430, each with 95 % confidence.');
    assert.match(text, 'At 430 journeys a second the API processes’ CPU had nothing left');
  }
  assert.not.match(summary(plain), '**Capacity.**');
});

test('steps at one rate share a row', () => {
  const rows = htmlReport(input).match(/<tr><th scope="row">4\d0<.*?<\/tr>/g) ?? [];
  assert.is(rows.length, 2);
  assert.match(rows[0] ?? '', '2 of 2');
  assert.match(rows[1] ?? '', '0 of 1');
  assert.match(rows[1] ?? '', 'p95 320 ms');
});
