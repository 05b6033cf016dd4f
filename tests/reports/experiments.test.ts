import * as assert from 'uvu/assert';
import { htmlReport } from '../../reports/html/html-report.ts';
import { suite } from '../door.ts';
import { sampleInput } from './sample-input.ts';

const test = suite('the report of experiments');

function sectionOf(page: string): string {
  const from = page.indexOf('<section id="experiments"');
  return page.slice(from, page.indexOf('</section>', from));
}

test('tells the hypothesis, what held, the time to recover, and what counts for nothing', () => {
  const section = sectionOf(htmlReport(sampleInput()));
  for (const words of [
    'When one of two API processes is killed',
    '320 of 700 requests failed while it was broken, 60 % may',
    'It was as before 3 s after the healing.',
    '>never<',
    'It counts for nothing: nobody saw any effect of replies-lost 30 %.',
    'api-1 came back',
  ]) {
    assert.ok(section.includes(words), words);
  }
});

test('names each fault in the charts, or where its name has no room its number', () => {
  const page = htmlReport(sampleInput());
  const errors = page.slice(page.indexOf('<section id="errors"'), page.indexOf('<section id="resources"'));
  assert.match(errors, />1 process-killed/);
  assert.match(errors, />2 link-slow/);
});

test('is left out where nothing was broken', () => {
  const input = sampleInput();
  const { experiments: _, ...verdict } = input.verdict;
  assert.not.match(htmlReport({ ...input, verdict }), /<section id="experiments"/);
});
