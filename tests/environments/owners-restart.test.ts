import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { processKilled } from '../../chaos/faults/process-killed.ts';
import type { Lab } from '../../environments/environment.ts';
import { ownersRestart } from '../../environments/owners-restart.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';

const test = suite("an owner's restart");
const { signal } = new AbortController();

test('the command is told which process, and none of our secrets; done is what answers again', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'told');
    const script = 'const { env } = process; require("fs").writeFileSync(process.argv[1], JSON.stringify(env))';
    process.env.ANSTURM_SECRETS = '{"canary":"canary"}';
    let asked = 0;
    const restart = ownersRestart([process.execPath, '-e', script, file], async () => {
      asked += 1;
      assert.is(restart.isBack(), false);
    });
    const lab = { ownersRestart: restart } as unknown as Lab;
    const fault = processKilled('worker-1');
    assert.is(fault.lacks(lab), undefined);
    assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [false, true]);
    await fault.inject(lab, signal);
    delete process.env.ANSTURM_SECRETS;
    const env = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    assert.equal([env.ANSTURM_PROCESS, env.ANSTURM_SECRETS, asked], ['worker-1', undefined, 1]);
    await fault.heal(lab, signal);
    assert.equal([fault.isInjected(lab), fault.isHealed(lab), asked], [true, true, 1]);
  });
});

test('a command that fails is told, and the platform is waited for all the same', async () => {
  const restart = ownersRestart([process.execPath, '-e', 'process.exit(3)'], async () => undefined);
  const lab = { ownersRestart: restart } as unknown as Lab;
  const fault = processKilled('api-1');
  const failed = await fault.inject(lab, signal).then(
    () => 'done',
    (error: Error) => error.message,
  );
  assert.match(failed, /ended with exit code 3/);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [false, false]);
  await fault.heal(lab, signal);
  assert.is(fault.isHealed(lab), true);
  assert.match(String(processKilled('api-1').lacks({} as Lab)), /not ours to kill \(--restart names/);
});
