import { appendFileSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as assert from 'uvu/assert';
import { judgeRun } from '../../campaigns/judge-run.ts';
import type { Verdict } from '../../core/verdict.ts';
import { runFolder } from '../../recording/run-folder.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';
import { healthy, type SyntheticOptions, writeSyntheticRun } from '../recording/synthetic-run.ts';

const test = suite('shape of a verdict');

const schema = JSON.parse(
  readFileSync(new URL('../../criteria/verdict.schema.json', import.meta.url), 'utf8'),
) as object;
const isVerdict = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

/** The verdict as whoever reads the file gets it. */
async function written(changes: Partial<SyntheticOptions>, marks = ''): Promise<Verdict> {
  return inTemporaryFolder(async (path) => {
    await writeSyntheticRun(path, { ...healthy, ...changes });
    appendFileSync(runFolder(path).history('booking-day'), marks);
    const scope = { name: 'rehearsal', criteria: ['api-latency'], isSignOff: false };
    const { verdict } = await judgeRun(path, { scope, judgedAt: '2027-03-01T09:00:00.000Z' });
    const read: unknown = JSON.parse(JSON.stringify(verdict));
    assert.ok(isVerdict(read), JSON.stringify(isVerdict.errors));
    return read as Verdict;
  });
}

const latencyOf = ({ criteria }: Verdict) => criteria.find(({ id }) => id === 'api-latency');

test('an infinite value is null, and has no interval around it', async () => {
  const latency = latencyOf(await written({ errorShare: 0.07 }));
  assert.equal([latency?.value, latency?.interval, latency?.details?.p99], [null, undefined, 'infinite']);
});

test('a figure that nothing bounds from above has null for that bound', async () => {
  const latency = latencyOf(await written({ errorShare: 0.0495 }));
  assert.type(latency?.value, 'number');
  assert.type(latency?.interval?.[0], 'number');
  assert.is(latency?.interval?.[1], null);
});

test('requests that were perhaps sent twice are counted, and turn nothing', async () => {
  const mark = (count: number) => `{"mark":"resend-suspected","atMs":9000,"detail":{"count":${count}}}\n`;
  const verdict = await written({}, mark(2) + mark(1));
  assert.is(verdict.generator.resendsSuspected, 3);
  assert.is(verdict.verdict, 'CLEAR');
  assert.is((await written({})).generator.resendsSuspected, 0);
});
