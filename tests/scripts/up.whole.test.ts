import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';

const test = suite('up and down');
const main = join(import.meta.dirname, '..', '..', 'scripts', 'main.ts');

test('up says where the platform answers; down ends it, with all its processes', async () => {
  const up = spawn(process.execPath, [main, 'up', '--seed', '3'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  up.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(up, 'close');
  const urls: string[] = [];
  up.stdout.on('data', (chunk) => urls.push(...String(chunk).trim().split('\n')));
  await Promise.race([once(up.stdout, 'data'), ended]);
  assert.is(urls.length, 2, said);
  for (const url of urls) assert.is((await fetch(`${url}/health/ready`)).status, 200);
  const down = spawn(process.execPath, [main, 'down', urls[0] ?? ''], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  down.stdout.on('data', (chunk) => {
    out += chunk;
  });
  assert.equal(await once(down, 'close'), [0, null]);
  assert.is(out, 'Stopped 1.\n');
  assert.equal(await ended, [0, null], said);
  for (const url of urls)
    await fetch(url).then(
      () => assert.unreachable('it still answers'),
      () => undefined,
    );
});
