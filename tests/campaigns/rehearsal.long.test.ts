import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { linesThat, remove, startAnsturm, verdictOf } from './ansturm.ts';

const test = suite('rehearsal');

/** What each defect of the stack must make speak, and what may speak beside it, as its description promises. */
const slows = ['api-latency', 'error-rate', 'booking-success', 'booking-time', 'uptime', 'connection-pooling'];
const defects = {
  'error-after-commit': { must: ['accounting', 'error-rate'], may: slows },
  'field-drift': { must: ['accounting'], may: [] },
  'missing-index': { must: ['query-optimisation'], may: slows },
  'n-plus-one': { must: ['query-optimisation'], may: slows },
  'connection-leak': { must: ['connection-pooling'], may: slows },
} as const satisfies Readonly<Record<string, { must: readonly string[]; may: readonly string[] }>>;

for (const seed of [1, 2, 3, 4, 5]) {
  test(`the healthy platform is CLEAR with 1,000 users, seed ${seed}`, async () => {
    const run = await startAnsturm(['run', 'rehearsal', '--seed', String(seed)]);
    const { exitCode, said, folder } = await run.ended;
    assert.is(exitCode, 0, said);
    const verdict = await verdictOf(folder);
    assert.is(verdict.verdict, 'CLEAR');
    assert.equal(linesThat(verdict, 'fail'), []);
    await remove(run);
  });
}

for (const [defect, { must, may }] of Object.entries(defects)) {
  test(`${defect} is NO-GO, by what must speak and nothing that may not`, async () => {
    const run = await startAnsturm(['run', 'rehearsal', '--seed', '1', '--defects', defect]);
    const { exitCode, said, folder } = await run.ended;
    assert.is(exitCode, 3, said);
    const failed = linesThat(await verdictOf(folder), 'fail');
    for (const id of must) assert.ok(failed.includes(id), `${id} is silent; ${failed} speak`);
    const allowed: readonly string[] = [...must, ...may];
    assert.equal(
      failed.filter((id) => !allowed.includes(id)),
      [],
    );
    await remove(run);
  });
}
