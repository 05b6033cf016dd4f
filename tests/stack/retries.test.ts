import * as assert from 'uvu/assert';
import { waitOf } from '../../stack/providers.ts';
import { createRetries } from '../../stack/retries.ts';
import { suite } from '../door.ts';

const test = suite('stack: retries');
const nowMs = Date.parse('2027-03-01T08:00:00Z');

test('Retry-After is a number of seconds or a date, and nothing else', () => {
  for (const [header, ms] of [
    ['0', 0],
    ['2', 2_000],
    [' 30 ', 30_000],
    ['Mon, 01 Mar 2027 08:00:05 GMT', 5_000],
    ['Mon, 01 Mar 2027 07:00:00 GMT', 0],
    ['999999999', 3_600_000],
    ['soon', 0],
    ['-1', 0],
    ['', 0],
    [null, 0],
  ] as const) {
    assert.is(waitOf(header, nowMs), ms, String(header));
  }
});

test('delays grow, are spread from nothing to their most, and start where the provider wants to hear of us', () => {
  const { delayMs } = createRetries();
  for (const [failures, mostMs] of [
    [0, 500],
    [1, 1_000],
    [3, 4_000],
    [5, 10_000],
    [40, 10_000],
  ] as const) {
    const delays = Array.from({ length: 1_000 }, () => delayMs(failures, 0));
    assert.ok(Math.max(...delays) <= mostMs && Math.max(...delays) > mostMs * 0.9);
    assert.ok(Math.min(...delays) < mostMs * 0.1);
    assert.ok(delayMs(failures, 7_000) >= 7_000);
  }
});

test('a budget that is spent is filled by successes, each provider its own', () => {
  const { mayRetry, succeeded } = createRetries();
  const taken = Array.from({ length: 200 }, () => mayRetry('calendar')).filter(Boolean).length;
  assert.ok(taken >= 40 && taken < 100, String(taken));
  assert.ok(mayRetry('messaging'));
  for (let index = 0; index < 20; index += 1) succeeded('calendar');
  const more = Array.from({ length: 20 }, () => mayRetry('calendar'));
  assert.ok(more.every(Boolean));
});

test('what fails for two minutes on end is not given up', () => {
  const { attemptsMax, delayMs } = createRetries();
  for (let row = 0; row < 500; row += 1) {
    let waitedMs = 0;
    for (let failures = 0; failures < attemptsMax - 1; failures += 1) waitedMs += delayMs(failures, 0);
    assert.ok(waitedMs > 120_000, String(waitedMs));
  }
});
