import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { linesThat, type Ran, remove, startAnsturm, verdictOf } from './ansturm.ts';
import { allOf, cleanUpOf, seed, smoke, startAt, up } from './standing-platform.ts';

const test = suite('a platform of others, judged');

type Four = [Ran, Ran, Ran, Ran];

/** So many bookings that every tenth of them is some. */
const day = ['run', 'booking-day', '--seed', seed, '--users', '100', '--duration', '10s'];
const planted = ['--defects', 'error-after-commit'];

test('the same verdict as at a platform that was started for the run, healthy and with a planted bug', async () => {
  const [healthy, ill] = await Promise.all([up(), up(...planted)]);
  const runs = await Promise.all([
    startAt(healthy, smoke),
    startAt(ill, day),
    startAnsturm(smoke),
    startAnsturm([...day, ...planted]),
  ]);
  const [well, convicted, ownWell, ownConvicted] = (await Promise.all(runs.map(({ ended }) => ended))) as Four;
  await Promise.all([healthy.end(), ill.end()]);
  for (const [theirs, ours] of [
    [well, ownWell],
    [convicted, ownConvicted],
  ] as const) {
    assert.is(theirs.exitCode, ours.exitCode, `${theirs.said}\n${ours.said}`);
    const [verdict, wanted] = await Promise.all([theirs, ours].map(({ folder }) => verdictOf(folder)));
    assert.is(verdict?.verdict, wanted?.verdict);
  }
  assert.is((await verdictOf(well.folder)).verdict, 'CLEAR', well.said);
  for (const { folder } of [convicted, ownConvicted]) {
    const verdict = await verdictOf(folder);
    assert.is(verdict.verdict, 'NO-GO');
    assert.ok(linesThat(verdict, 'fail').includes('accounting'));
  }

  const { cancelled, left } = await cleanUpOf(well);
  assert.ok(cancelled > 0, 'what was booked is cancelled');
  assert.equal(left, []);
  const written = await allOf(well.folder);
  for (const secret of Object.values(JSON.parse(healthy.secrets) as Record<string, string>)) {
    assert.is(written.includes(secret), false, 'no secret reaches a run folder');
  }
  await remove(...runs);
});
