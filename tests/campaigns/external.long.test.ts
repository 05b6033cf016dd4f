import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { linesThat, type Ran, remove, startAnsturm, verdictOf } from './ansturm.ts';
import { allOf, cleanUpOf, smoke, startAt, up } from './standing-platform.ts';

const test = suite('a platform of others, judged');

test('the same verdict as at a platform that was started for the run, healthy and with a planted bug', async () => {
  const short = ['--duration', '20s'];
  const [healthy, ill] = await Promise.all([up(), up('--defects', 'field-drift')]);
  const outside = await Promise.all([startAt(healthy, short), startAt(ill, short)]);
  const [well, convicted] = (await Promise.all(outside.map(({ ended }) => ended))) as [Ran, Ran];
  await Promise.all([healthy.end(), ill.end()]);
  const own = await Promise.all([
    startAnsturm([...smoke, ...short]),
    startAnsturm([...smoke, ...short, '--defects', 'field-drift']),
  ]);
  const [ownWell, ownConvicted] = (await Promise.all(own.map(({ ended }) => ended))) as [Ran, Ran];
  for (const [theirs, ours] of [
    [well, ownWell],
    [convicted, ownConvicted],
  ] as const) {
    assert.is(theirs.exitCode, ours.exitCode, `${theirs.said}\n${ours.said}`);
    const [verdict, wanted] = await Promise.all([theirs, ours].map(({ folder }) => verdictOf(folder)));
    assert.is(verdict?.verdict, wanted?.verdict);
    assert.equal(verdict && linesThat(verdict, 'fail'), wanted && linesThat(wanted, 'fail'));
  }
  assert.is((await verdictOf(well.folder)).verdict, 'CLEAR', well.said);
  assert.equal(linesThat(await verdictOf(convicted.folder), 'fail'), ['accounting']);

  const { cancelled, left } = await cleanUpOf(well);
  assert.ok(cancelled > 0, 'what was booked is cancelled');
  assert.equal(left, []);
  const written = await allOf(well.folder);
  for (const secret of Object.values(JSON.parse(healthy.secrets) as Record<string, string>)) {
    assert.is(written.includes(secret), false, 'no secret reaches a run folder');
  }
  await remove(...outside, ...own);
});
