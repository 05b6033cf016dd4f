import { stripVTControlCharacters } from 'node:util';
import * as assert from 'uvu/assert';
import type { LoadStatus } from '../../core/progress.ts';
import { readableDuration, terminalProgress } from '../../scripts/progress.ts';
import { suite } from '../door.ts';

const test = suite('progress');

function screen(
  isTTY: boolean,
  columns = 200,
): { text: string; isTTY: boolean; columns: number; write(text: string): void } {
  return {
    text: '',
    isTTY,
    columns,
    write(text) {
      this.text += text;
    },
  };
}

const status: LoadStatus = { phase: 'busy', users: 1000, ratePerSecond: 312.4, p95Ms: 41.7, errors: 2, leftMs: 95_000 };

test('where nobody sees a live line, the load is a plain line every ten seconds', () => {
  let now = 0;
  const pipe = screen(false);
  const progress = terminalProgress(pipe, () => now);
  progress.step('load');
  for (; now <= 30_000; now += 1000) progress.load(status);
  progress.done();
  const lines = pipe.text.trim().split('\n');
  assert.is(lines.length, 5);
  assert.is(lines[0], '[0 s] load');
  assert.is(lines[1], '[0 s]   busy · 1000 users · 312 requests/s · p95 42 ms · 2 errors · 1 min 35 s left');
  assert.not.match(pipe.text, '\u001b');
  assert.not.match(pipe.text, '\r');
});

test('another phase is said at once', () => {
  const pipe = screen(false);
  const progress = terminalProgress(pipe, () => 0);
  progress.load(status);
  progress.load({ ...status, phase: 'recovery', errors: 1, p95Ms: null });
  assert.match(pipe.text, 'recovery · 1000 users · 312 requests/s · p95 – · 1 error ·');
});

test('a terminal shows one line that is written over, no wider than itself, and gone in the end', () => {
  let now = 0;
  const terminal = screen(true, 40);
  const progress = terminalProgress(terminal, () => now);
  for (; now < 10_000; now += 100) progress.load(status);
  assert.not.match(terminal.text, '\n');
  const widths = terminal.text.split('\r').map((part) => stripVTControlCharacters(part).length);
  assert.is(Math.max(...widths), 39);
  assert.ok(widths.length <= 52, `${widths.length} writes in ten seconds`);
  progress.note('a word between');
  progress.load(status);
  progress.done();
  assert.match(terminal.text, '\r\u001b[2Ka word between\n');
  assert.ok(terminal.text.endsWith('\r\u001b[2K'));
});

test('durations are readable', () => {
  assert.equal([-5, 7_400, 200_000, 7_500_000].map(readableDuration), ['0 s', '7 s', '3 min 20 s', '2 h 5 min']);
});
