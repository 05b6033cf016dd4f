import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';
import { startFormPlatform } from './form-platform.ts';

const test = suite('doctor of targets');
const main = join(import.meta.dirname, '..', '..', 'scripts', 'main.ts');
const adapter = join(import.meta.dirname, 'form-target.ts');

async function doctor(...args: readonly string[]) {
  const child = spawn(process.execPath, [main, 'doctor', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, said] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, said };
}

test('says what an adapter understood, what it does not declare, and ends as well as it went', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'termine.ndjson');
    const platform = await startFormPlatform({ file });
    try {
      const printed = `${process.execPath} ${join(import.meta.dirname, 'print-termine.ts')} ${file}`;
      const whole = ['--target', adapter, '--base-url', platform.baseUrl, '--final-state', printed];
      const good = await doctor(...whole, '--json');
      assert.is(good.code, 0, good.out + good.said);
      const { trials, notDeclared } = JSON.parse(good.out) as { trials: { name: string }[]; notDeclared: string[] };
      assert.ok(
        trials.some(({ name }) => name === 'book (taken)') && trials.some(({ name }) => name === '--final-state'),
      );
      assert.ok(notDeclared.includes('idempotency keys') && notDeclared.includes('holds'));
      const table = await doctor('--target', adapter, '--base-url', platform.baseUrl);
      assert.match(table.out, /^ok +find-slots +\d+ slots, the first Dr\. Weber/m);
      assert.match(table.out, /Not declared, so not tested: .*holds/);
      const signing = join(folder, 'signing.ts');
      const sign = `sign: { scheme: 'bearer', secret: 'desk/key' }`;
      writeFileSync(
        signing,
        `const offers = { verbs: ['probe'], holds: false, capacity: false, idempotencyKeys: false, tags: false };
         const offerings = [{ tenant: '', branch: '', service: 'cut', timeZone: 'UTC', durationMinutes: 30 }];
         export const target = { name: 'signing', offers, catalogue: { offerings }, *perform() {
           yield { method: 'GET', path: '/', route: '/', ${sign} };
           return { type: 'ok', answer: {} };
         } };`,
      );
      const unsigned = await doctor('--target', signing, '--base-url', platform.baseUrl);
      assert.match(unsigned.out, /^ANSTURM_SECRETS has no desk\/key \(a JSON object, name to secret\)\.$/m);
      const failing = await doctor(
        ...whole.slice(0, -1),
        `${process.execPath} -e "console.error('no such table'); process.exit(1)"`,
      );
      assert.is(failing.code, 4);
      assert.match(failing.out, /not-understood +--final-state .*exit code 1: no such table/);
    } finally {
      await platform.stop();
    }
    const gone = await doctor('--target', adapter, '--base-url', platform.baseUrl);
    assert.is(gone.code, 5, gone.out + gone.said);
  });
});

test('what cannot be tried is bad usage: another machine, no platform, no adapter, one that is no target', async () => {
  await inTemporaryFolder(async (folder) => {
    const broken = join(folder, 'broken.ts');
    writeFileSync(broken, "import { somewhere } from './somewhere.ts';\nexport const target = somewhere;\n");
    const empty = join(folder, 'empty.ts');
    writeFileSync(empty, 'export const target = {};\n');
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['--target', adapter, '--base-url', 'http://example.com'], /is not a loopback address/],
      [['--target', adapter], /say where the platform answers/],
      [['--target', 'referense', '--base-url', 'http://127.0.0.1:1'], /did you mean reference/],
      [['--target', broken, '--base-url', 'http://127.0.0.1:1'], /imports nothing but types/],
      [['--target', empty, '--base-url', 'http://127.0.0.1:1'], /exports no target/],
    ];
    for (const [args, words] of cases) {
      const { code, said } = await doctor(...args);
      assert.is(code, 2, said);
      assert.match(said, words);
    }
  });
});
