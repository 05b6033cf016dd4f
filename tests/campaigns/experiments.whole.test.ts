import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { linesThat, remove, startAnsturm, verdictOf } from './ansturm.ts';

const test = suite('an experiment, end to end');

test('an API process is killed while people book: nothing that was said is lost, and all is as before', async () => {
  const run = await startAnsturm(['run', 'api-process-killed', '--duration', '40s', '--seed', '4']);
  const { exitCode, said, folder } = await run.ended;
  const verdict = await verdictOf(folder);
  // On a machine that others use it may be unknown, and never a conviction.
  assert.ok(exitCode === 0 || exitCode === 4, `exit code ${exitCode}\n${said}`);
  assert.equal(linesThat(verdict, 'fail'), []);
  assert.ok(linesThat(verdict, 'pass').includes('accounting'));
  const [experiment] = verdict.experiments ?? [];
  assert.is(experiment?.name, 'api-process-killed');
  assert.is(experiment?.faults[0]?.effect, 'api-1 came back as another process');
  const [steady, fault, recovery] = experiment?.phases ?? [];
  assert.ok((fault?.failed ?? 0) > 0, 'whoever met the process that was away was told nothing');
  assert.ok((steady?.booked ?? 0) > 0 && (recovery?.booked ?? 0) > 0);
  if (exitCode === 0) assert.ok((experiment?.timeToRecoverMs ?? 99_999) <= 20_000);
  await remove(run);
});
