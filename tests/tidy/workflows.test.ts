import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { silentProgress } from '../../core/progress.ts';
import { findTool } from '../../tools/find-tool.ts';
import { suite } from '../door.ts';

const test = suite('workflows');
const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '.github', 'workflows');

test('actionlint has nothing to say of the workflows', async () => {
  const path = await findTool('actionlint', { progress: silentProgress });
  const files = readdirSync(folder).map((file) => join(folder, file));
  assert.ok(files.length >= 2);
  const lint = promisify(execFile)(path, ['-no-color', '-shellcheck=', '-pyflakes=', ...files]);
  const said = await lint.then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
  );
  assert.is(said, '');
});
