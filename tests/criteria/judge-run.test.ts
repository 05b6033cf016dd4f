import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as assert from 'uvu/assert';
import { type JudgedRun, judgeRun } from '../../campaigns/judge-run.ts';
import type { Operation } from '../../core/operation.ts';
import type { CriterionResult } from '../../core/verdict.ts';
import { checklist } from '../../criteria/checklist.ts';
import { compressHistories } from '../../recording/compress.ts';
import { runFolder } from '../../recording/run-folder.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';
import { healthy, type SyntheticOptions, writeSyntheticRun } from '../recording/synthetic-run.ts';

const test = suite('judging a run folder');

const criteria = [
  ...['api-latency', 'error-rate', 'booking-success', 'booking-time', 'performance-with-1000-concurrent-users'],
  ...['connection-pooling', 'indexes', 'query-optimisation', 'accounting'],
];
const scope = { name: 'rehearsal', criteria, isSignOff: false };

const schema = JSON.parse(
  readFileSync(new URL('../../criteria/verdict.schema.json', import.meta.url), 'utf8'),
) as object;
const isVerdict = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

/** Writes a run, lets the test damage it, judges it. */
async function judged(
  changes: Partial<SyntheticOptions> = {},
  damage: (path: string) => void | Promise<void> = () => undefined,
): Promise<JudgedRun> {
  return inTemporaryFolder(async (path) => {
    await writeSyntheticRun(path, { ...healthy, ...changes });
    await damage(path);
    const result = await judgeRun(path, { scope, judgedAt: '2027-03-01T09:00:00.000Z' });
    assert.ok(isVerdict(JSON.parse(JSON.stringify(result.verdict))), JSON.stringify(isVerdict.errors));
    assert.is(result.verdict.criteria.length, checklist.length);
    return result;
  });
}

function line({ verdict }: JudgedRun, id: string): CriterionResult {
  const found = verdict.criteria.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no line ${id}`);
  return found;
}

function statuses(result: JudgedRun): Record<string, string> {
  return Object.fromEntries(criteria.map((id) => [id, line(result, id).status]));
}

const allPass = Object.fromEntries(criteria.map((id) => [id, 'pass']));

/** The same as all pass, but for these. */
function but(changes: Record<string, string>): Record<string, string> {
  return { ...allPass, ...changes };
}

test('100,000 operations with known figures are judged to two per cent', async () => {
  // Uniform between 10 and 40 ms: the 95th percentile is 38.5 ms, the median 25 ms.
  const result = await judged({ measuredMs: 280_000, errorShare: 0.0002 }, async (path) => {
    assert.equal(await compressHistories(runFolder(path).histories), []);
  });
  const latency = line(result, 'api-latency');
  assert.ok((latency.samples ?? 0) > 75_000, String(latency.samples));
  assert.ok(Math.abs((latency.value ?? 0) / 38.5 - 1) < 0.02, String(latency.value));
  assert.ok(Math.abs(Number(latency.details?.p50) / 25 - 1) < 0.02, String(latency.details?.p50));
  const errors = line(result, 'error-rate');
  assert.is(errors.value, (100 * Number(errors.details?.['server error'])) / (errors.samples ?? 0));
  assert.ok((errors.interval?.[0] ?? 0) < 0.02 && (errors.interval?.[1] ?? 0) > 0.02);
  assert.ok(Math.abs((line(result, 'booking-time').value ?? 0) / (1 / 3) - 1) < 0.05);
  assert.equal(statuses(result), allPass);
  assert.is(result.verdict.verdict, 'CLEAR');
  assert.match(result.verdict.sentence, `not a permission to launch: ${checklist.length - criteria.length} of`);
  const [load] = result.series.loads;
  assert.ok(load !== undefined);
  assert.ok(load.length >= 305 && load.length <= 307, String(load.length));
  for (const seconds of [load.offered, load.open, load.latency.p95]) assert.is(seconds.length, load.length);
  assert.is(
    load.finished.reduce((sum, count) => sum + count, 0),
    result.verdict.generator.finished,
  );
  assert.is(
    result.series.latency.counts.reduce((sum, count) => sum + count, 0) + result.series.latency.failed,
    latency.samples,
  );
});

test('judging the same folder twice gives the same bytes', async () => {
  await inTemporaryFolder(async (path) => {
    await writeSyntheticRun(path, healthy);
    const options = { scope, judgedAt: '2027-03-01T09:00:00.000Z' };
    const [first, second] = [await judgeRun(path, options), await judgeRun(path, options)];
    assert.is(JSON.stringify(first), JSON.stringify(second));
  });
});

test('a short run cannot carry 99.9 % uptime, and says how long would do', async () => {
  const uptime = line(await judged(), 'uptime');
  assert.is(uptime.status, 'unknown');
  assert.match(uptime.reason ?? '', /^too few samples: .* 2,965 more .* about 50 min more$/);
});

test('slow replies fail api-latency', async () => {
  const result = await judged({ latencyMs: (draw) => 150 + 200 * draw.next() });
  assert.equal(statuses(result), but({ 'api-latency': 'fail', 'performance-with-1000-concurrent-users': 'unknown' }));
  assert.is(result.verdict.verdict, 'NO-GO');
});

test('a latency on the threshold is too close to call', async () => {
  const result = await judged({ latencyMs: (draw) => 190 * draw.next() + (draw.chance(0.095) ? 100 : 0) + 10 });
  assert.is(line(result, 'api-latency').status, 'unknown', JSON.stringify(line(result, 'api-latency')));
  assert.match(line(result, 'api-latency').reason ?? '', 'too close to call');
  assert.is(result.verdict.verdict, 'INCOMPLETE');
});

test('failed requests are infinitely slow and count as errors', async () => {
  const result = await judged({ errorShare: 0.07 });
  assert.is(line(result, 'api-latency').status, 'fail');
  assert.is(line(result, 'error-rate').status, 'fail');
  assert.is(line(result, 'api-latency').value, null);
});

test('few errors in few requests are too few samples, with the number that would do', async () => {
  const result = await judged({ measuredMs: 5_000 });
  assert.match(
    line(result, 'error-rate').reason ?? '',
    /^too few samples: [\d,]+ more requests without an error would do/,
  );
  assert.is(result.verdict.verdict, 'INCOMPLETE');
});

test('with fewer users the line of a thousand says nothing, and shows the figures', async () => {
  const result = await judged({ users: 700 });
  const thousand = line(result, 'performance-with-1000-concurrent-users');
  assert.is(thousand.status, 'unknown');
  assert.match(thousand.reason ?? '', /^the load was smaller: \d+ open journeys and \d+ requests/);
});

test('journeys that were never started leave nothing to pass', async () => {
  const result = await judged({
    change: (operation) => (operation.process.endsWith('7') ? undefined : operation),
    changeFinal: (booking) => (booking.id.endsWith('7') ? undefined : booking),
  });
  assert.is(result.verdict.generator.status, 'short');
  assert.ok(result.verdict.generator.dropped > 250);
  assert.match(line(result, 'api-latency').reason ?? '', 'the load was not reached');
  assert.is(line(result, 'error-rate').status, 'unknown');
  assert.is(line(result, 'accounting').status, 'pass');
});

/** As a generator writes it that begins, and reads its replies, so many ms late. */
function late(beginsMs: number, readsMs: number): (operation: Operation) => Operation {
  const later = <Timed extends { readonly startMs: number; readonly endMs: number }>(one: Timed): Timed => ({
    ...one,
    startMs: one.startMs + beginsMs,
    endMs: one.endMs + beginsMs + readsMs,
  });
  return (operation) =>
    operation.verb === 'journey' ? operation : { ...later(operation), requests: operation.requests.map(later) };
}

test('a generator that was late itself cannot convict by latency, nor by replies that it read late', async () => {
  for (const readsMs of [0, 300]) {
    const result = await judged({ change: late(300, readsMs) });
    assert.is(result.verdict.generator.status, 'saturated');
    assert.is(line(result, 'api-latency').status, 'unknown', `${readsMs} ms`);
    assert.match(line(result, 'api-latency').reason ?? '', 'generator saturated');
  }
  assert.is(line(await judged({ change: late(300, 700) }), 'api-latency').status, 'fail');
});

test('an acknowledged booking that is not there is NO-GO, with its witness', async () => {
  const result = await judged({ changeFinal: (booking) => (booking.id === 'b77' ? undefined : booking) });
  assert.equal(statuses(result), but({ accounting: 'fail' }));
  const [finding] = result.verdict.findings;
  assert.is(finding?.validity, 'invalid');
  assert.ok(finding?.witness?.ids.includes('voice-call-77/1'));
  assert.is(finding?.witness?.total, 1);
});

const fed = {
  ...{ 'api-latency': 'unknown', 'error-rate': 'unknown', 'booking-success': 'unknown', 'booking-time': 'unknown' },
  ...{ 'performance-with-1000-concurrent-users': 'unknown', accounting: 'unknown' },
};
const history = (path: string): string => runFolder(path).history('booking-day');

const damages: readonly (readonly [string, (path: string) => void, Record<string, string>, RegExp])[] = [
  ['a torn last line', (path) => appendFileSync(history(path), '{"id":"x'), fed, /history\/booking-day.ndjson 1 torn/],
  ['a line that is none', (path) => appendFileSync(history(path), 'oh\n'), fed, /booking-day.ndjson 1 invalid/],
  [
    'a repeated line',
    (path) => appendFileSync(history(path), `${readFileSync(history(path), 'utf8').split('\n')[5]}\n`),
    fed,
    /booking-day.ndjson 1 duplicate/,
  ],
  [
    'lines of another run',
    (path) => appendFileSync(history(path), '{"schemaVersion":1,"source":"other","offsetMs":0,"errorMs":0}\n{}\n'),
    fed,
    /booking-day.ndjson 2 foreign/,
  ],
  [
    'a missing history',
    (path) => rmSync(history(path)),
    { ...fed, indexes: 'unknown' },
    /booking-day.ndjson 1 missing/,
  ],
  [
    'another schema version',
    (path) => replaceIn(history(path), '"schemaVersion":1', '"schemaVersion":2'),
    { ...fed, indexes: 'unknown' },
    /booking-day.ndjson \d+ schema-version/,
  ],
  [
    'a final state that was not read to its end',
    (path) => replaceIn(runFolder(path).finalState, /\{"complete.*\n/, ''),
    { accounting: 'unknown' },
    /final-state.ndjson 1 truncated/,
  ],
  [
    'a missing initial state',
    (path) => rmSync(runFolder(path).initialState),
    { accounting: 'unknown' },
    /initial-state.ndjson 1 missing/,
  ],
  [
    'damaged resources',
    (path) => appendFileSync(runFolder(path).resources, '{"kind":"machine","atMs":1}\n'),
    { 'connection-pooling': 'unknown', indexes: 'unknown', 'query-optimisation': 'unknown' },
    /resources.ndjson 1 invalid/,
  ],
  [
    'a missing timeline',
    (path) => rmSync(runFolder(path).timeline),
    { ...fed, 'connection-pooling': 'unknown' },
    /timeline.ndjson 1 missing/,
  ],
  [
    'plans that are no JSON',
    (path) => writeFileSync(runFolder(path).plans, '{"schemaVersion":1,'),
    { ...fed, accounting: 'pass', indexes: 'unknown' },
    /plans.json 1 torn/,
  ],
];

for (const [name, damage, changed, words] of damages) {
  test(`${name} is counted, named, and costs just what it was evidence of`, async () => {
    const result = await judged({}, damage);
    assert.equal(statuses(result), but(changed));
    assert.is(result.verdict.verdict, 'INCOMPLETE');
    const told = result.verdict.recording.map(({ file, problem, count }) => `${file} ${count} ${problem}`).join('\n');
    assert.match(told, words);
  });
}

test('a generator that was killed may have lost lines, and nothing passes on its word', async () => {
  const result = await judged({}, (path) => replaceIn(runFolder(path).timeline, '"exitCode":0', '"exitCode":null'));
  assert.equal(statuses(result), but(fed));
});

test('a conviction stands though a line is damaged', async () => {
  const gone = (id: string): boolean => id === 'b70' || id === 'b71' || id === 'b72';
  const result = await judged(
    { changeFinal: (booking) => (gone(booking.id) ? undefined : booking), latencyMs: (draw) => 300 + draw.next() },
    (path) => appendFileSync(history(path), '{"id":"x'),
  );
  assert.is(line(result, 'accounting').status, 'fail');
  assert.is(line(result, 'api-latency').status, 'fail');
  assert.is(result.verdict.verdict, 'NO-GO');
});

test('a folder that is none is refused with what is missing', async () => {
  await inTemporaryFolder(async (path) => {
    try {
      await judgeRun(path, { scope, judgedAt: '' });
      assert.unreachable();
    } catch (error) {
      assert.is((error as { exitCode?: number }).exitCode, 2);
      assert.match(String((error as { problems?: string[] }).problems), 'run.json');
    }
  });
});

test('a history beside the plans is read, too: its bookings are accounted for', async () => {
  const result = await judged({}, (path) => renameSync(history(path), join(runFolder(path).histories, 'calm.ndjson')));
  // Its header says that it is another source, so every line of it is foreign.
  assert.match(JSON.stringify(result.verdict.recording), /calm.ndjson","problem":"foreign"/);
});

function replaceIn(path: string, what: string | RegExp, by: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(what, by));
}
