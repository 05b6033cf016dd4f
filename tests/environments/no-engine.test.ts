import { execFile } from 'node:child_process';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';

const test = suite('no engine');
const main = join(import.meta.dirname, '..', '..', 'scripts', 'main.ts');

test('without an engine there is one clear sentence, exit code 2, and the other way', async () => {
  const env = {
    ...process.env,
    DOCKER_HOST: 'unix:///nowhere/docker.sock',
    HOME: '/nowhere',
    XDG_RUNTIME_DIR: '/nowhere',
  };
  const { code, said } = await new Promise<{ readonly code: unknown; readonly said: string }>((resolve) => {
    execFile(process.execPath, [main, 'run', 'smoke', '--environment', 'containers'], { env }, (error, _, said) =>
      resolve({ code: error?.code, said }),
    );
  });
  assert.is(code, 2, said);
  assert.match(said, /needs a container engine on this machine, and nothing answers at DOCKER_HOST/);
  assert.match(said, 'embedded');
});
