import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';

const test = suite('launcher');
const root = join(import.meta.dirname, '..', '..');
let project = '';

/** A project with the real launcher, and in place of npm a script that says when it ran. */
test.before.each(() => {
  project = mkdtempSync(join(tmpdir(), 'ansturm-launcher-'));
  for (const file of ['scripts/ansturm.mjs', 'tools/with-folder-lock.mjs']) {
    mkdirSync(join(project, file, '..'), { recursive: true });
    copyFileSync(join(root, file), join(project, file));
  }
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeLockfile('one');
  writeMain('console.log(JSON.stringify(process.argv.slice(2))); process.exit(7);');
  writeNpm('');
});

test.after.each(() => rmSync(project, { recursive: true }));

function writeLockfile(integrity: string): void {
  const packages = { '': {}, 'node_modules/a': { integrity }, 'node_modules/other-platform': { optional: true } };
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages }));
}

function writeMain(source: string): void {
  writeFileSync(join(project, 'scripts', 'main.ts'), source);
}

/** Leaves what npm leaves: programs, and its own record. `more` runs before that. */
function writeNpm(more: string): void {
  mkdirSync(join(project, 'bin'), { recursive: true });
  const npm = join(project, 'bin', 'npm');
  const lines = [
    '#!/bin/sh',
    'echo "npm $1" >> calls.txt',
    more,
    'mkdir -p node_modules/node/bin node_modules/.bin',
    `ln -sf "${process.execPath}" node_modules/node/bin/node`,
    `echo "npm speaks"`,
  ];
  writeFileSync(npm, lines.join('\n'));
  chmodSync(npm, 0o755);
}

function calls(): number {
  const file = join(project, 'calls.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
}

function launch(...args: string[]): ChildProcess {
  const env = { ...process.env, PATH: `${join(project, 'bin')}${delimiter}${process.env.PATH}` };
  const file = join(project, 'scripts', 'ansturm.mjs');
  return spawn(process.execPath, [file, ...args], { cwd: '/', env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly said: string;
}

async function ending(child: ChildProcess): Promise<Ending> {
  let out = '';
  let said = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, out, said };
}

test('the first start installs, says so on stderr, and runs the verb with its arguments and exit code', async () => {
  const { code, out, said } = await ending(launch('run', 'a b', '--seed', '1'));
  assert.is(code, 7, said);
  assert.is(out, '["run","a b","--seed","1"]\n');
  assert.match(said, 'Installing dependencies');
  assert.match(said, 'npm speaks');
  assert.is(calls(), 1);
});

test('the second start does not install', async () => {
  await ending(launch());
  const { said } = await ending(launch());
  assert.is(said, '');
  assert.is(calls(), 1);
});

test('another lockfile is installed', async () => {
  await ending(launch());
  writeLockfile('two');
  await ending(launch());
  assert.is(calls(), 2);
});

test('what npm itself installed from the same lockfile is good as it is', async () => {
  await ending(launch());
  writeLockfile('two');
  const packages = { 'node_modules/a': { integrity: 'two' } };
  writeFileSync(join(project, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
  await ending(launch());
  assert.is(calls(), 1);
});

test('a folder that another kind of machine installed is installed again', async () => {
  await ending(launch());
  writeFileSync(join(project, 'node_modules', '.ansturm-lock'), `${'0'.repeat(64)} plan9-mips\n`);
  const packages = { 'node_modules/a': { integrity: 'one' } };
  writeFileSync(join(project, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
  await ending(launch());
  assert.is(calls(), 2);
});

test('two first starts at once install once', async () => {
  writeNpm('sleep 0.5');
  const endings = await Promise.all([ending(launch('a')), ending(launch('b')), ending(launch('c'))]);
  assert.equal(
    endings.map(({ code }) => code),
    [7, 7, 7],
  );
  assert.is(calls(), 1);
});

test('an installation that failed is tried again', async () => {
  writeNpm('exit 3');
  const { code, said } = await ending(launch());
  assert.is(code, 1);
  assert.match(said, 'npm ci ended with exit code 3');
  writeNpm('');
  assert.is((await ending(launch())).code, 7);
});

test('an installation that brings no Node is an error with a hint', async () => {
  writeNpm('exit 0');
  const { code, said } = await ending(launch());
  assert.is(code, 1);
  assert.match(said, 'ignore-scripts');
});

const listening = `
  let count = 0;
  process.on('SIGINT', () => { count += 1; console.log('interrupt ' + count); if (count === 2) process.exit(130); });
  process.on('disconnect', () => { console.log('orphaned'); process.exit(1); });
  console.log('ready ' + process.pid);
  setInterval(() => {}, 1000);`;

/** Waits until the output holds the words. */
async function untilSaid(child: ChildProcess, words: string, kept: { text: string }): Promise<void> {
  for (;;) {
    if (kept.text.includes(words)) return;
    const [chunk] = await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
    kept.text += chunk;
  }
}

test('a Ctrl-C that comes twice, from terminal and npm, reaches the verb once; a later one is another', async () => {
  writeMain(listening);
  const child = launch();
  const kept = { text: '' };
  await untilSaid(child, 'ready', kept);
  // A terminal speaks to the whole process group; npm then passes on to its child what it got itself.
  process.kill(-(child.pid as number), 'SIGINT');
  await untilSaid(child, 'interrupt 1', kept);
  child.kill('SIGINT');
  // What a person means twice comes later than what two programs pass on; there is no condition to wait for.
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill('SIGINT');
  const { code, out } = await ending(child);
  assert.is(code, 130);
  assert.is((kept.text + out).match(/interrupt/g)?.length, 2);
});

test('a verb that a signal ended ends the launcher by the same signal', async () => {
  writeMain(`process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
  assert.is((await ending(launch())).signal, 'SIGKILL');
});

test('the verb is told when the launcher was killed', async () => {
  writeMain(listening);
  const child = launch();
  const kept = { text: '' };
  await untilSaid(child, 'ready', kept);
  child.kill('SIGKILL');
  await untilSaid(child, 'orphaned', kept);
});
