import * as assert from 'uvu/assert';
import { type LoadLimits, openLoadLimits } from '../../campaigns/open-load-limits.ts';
import { suite } from '../door.ts';

const test = suite('limits of a load');

/** The second in which a load is stopped, and why; each entry is one second: requests and failures. */
function stopped(limits: LoadLimits, seconds: readonly (readonly [number, number])[]) {
  const take = openLoadLimits(limits);
  for (const [second, [requests, failed]] of seconds.entries()) {
    const reason = take({ atMs: 500 + second * 1_000, requests, failed });
    if (reason !== undefined) return { second, reason };
  }
  return undefined;
}

function repeated(times: number, requests: number, failed: number): [number, number][] {
  return Array.from({ length: times }, () => [requests, failed]);
}

const spared: LoadLimits = { failedShareMax: 0.2 };

test('more than a fifth of the requests failing for ten seconds ends the load, in words', () => {
  const { second, reason } = stopped(spared, [...repeated(20, 100, 0), ...repeated(20, 100, 30)]) ?? {};
  assert.ok(second !== undefined && second >= 25 && second <= 30, `second ${second}`);
  assert.match(reason ?? '', /^\d\d % of the requests failed for 10 seconds, .* spared from 20 % on$/);
  assert.is(stopped(spared, repeated(12, 3, 3))?.second, 10);
  // Never before ten seconds have been seen.
  assert.is(stopped(spared, repeated(10, 100, 100)), undefined);
});

test('a fifth, a stall, one bad second and a handful of failures end nothing; nor does a platform of our own', () => {
  assert.is(stopped(spared, repeated(60, 100, 20)), undefined);
  assert.is(stopped(spared, [...repeated(10, 100, 0), [900, 900], ...repeated(20, 100, 0)]), undefined);
  assert.is(
    stopped(spared, [...repeated(10, 100, 0), ...repeated(5, 100, 100), ...repeated(20, 100, 0)])?.second,
    undefined,
  );
  assert.is(stopped(spared, [...repeated(10, 100, 0), ...repeated(15, 0, 0), ...repeated(9, 100, 0)]), undefined);
  assert.is(stopped(spared, repeated(60, 0, 0)), undefined);
  assert.is(stopped(spared, [...repeated(10, 1, 0), ...repeated(4, 1, 1), ...repeated(10, 1, 0)]), undefined);
  assert.is(stopped({}, repeated(60, 100, 100)), undefined);
});

test('more requests than are allowed end the load after five seconds; a little more on average does not', () => {
  const { second, reason } = stopped({ requestsPerSecondMax: 50 }, repeated(20, 80, 0)) ?? {};
  assert.is(second, 5);
  assert.match(reason ?? '', /asked 80 times a second, where 50 are allowed/);
  assert.is(stopped({ requestsPerSecondMax: 50 }, repeated(60, 60, 0)), undefined);
  assert.is(stopped({ requestsPerSecondMax: 50 }, [...repeated(5, 40, 0), [120, 0], ...repeated(9, 40, 0)]), undefined);
});
