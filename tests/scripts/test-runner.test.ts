import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { runTestJob } from '../../scripts/test-job.ts';
import { suite } from '../door.ts';

const test = suite('test runner');
const root = join(import.meta.dirname, '..', '..');
const door = pathToFileURL(join(root, 'tests', 'door.ts')).href;
let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansturm-runner-'));
  mkdirSync(join(folder, 'tests', 'deep'), { recursive: true });
});
test.after.each(() => rmSync(folder, { recursive: true }));

function file(name: string, body: string): void {
  writeFileSync(join(folder, 'tests', name), `import { suite } from '${door}';\n${body}`);
}

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly lastLine: string;
}

/** Types and lint are left out: the pattern asks for files. */
async function run(...args: string[]): Promise<Ending> {
  const main = join(root, 'scripts', 'main.ts');
  const child = spawn(process.execPath, [main, 'test', '--folder', folder, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, lastLine: out.trimEnd().split('\n').at(-1) ?? '' };
}

const good = `suite('good')('one', () => {});`;

test('all files in all folders are run, and the last line counts their tests', async () => {
  file('one.test.ts', good);
  file('deep/two.test.ts', `const test = suite('two'); test('a', () => {}); test('b', () => {}); test.skip('c');`);
  file('deep/three.alone.test.ts', good);
  file('deep/four.long.test.ts', `suite('x')('one', () => { throw new Error('not now') });`);
  const { code, lastLine } = await run('tests/');
  assert.is(lastLine, '4 passed, 0 failed, 1 skipped');
  assert.is(code, 0);
});

test('long ones are run when they are asked for, and then no others', async () => {
  file('one.test.ts', good);
  file('deep/four.long.test.ts', good);
  const { out, lastLine } = await run('--long');
  assert.is(lastLine, '1 passed, 0 failed');
  assert.match(out, 'four.long.test.ts');
});

test('whole runs are left to CI, which is said, unless they are asked for', async () => {
  file('one.test.ts', good);
  file('deep/five.whole.test.ts', good);
  const usual = await run();
  assert.match(usual.out, 'Whole runs left to .ci/run, or to npm test -- --whole: 1');
  assert.not.match(usual.out, 'ok   tests/deep/five.whole.test.ts');
  for (const asked of [['tests/'], ['five'], ['--whole']]) {
    const { out } = await run(...asked);
    assert.match(out, 'ok   tests/deep/five.whole.test.ts');
    assert.not.match(out, 'left to .ci/run');
  }
});

test('a failing file is shown in full, named again in the end, and fails the run', async () => {
  file('one.test.ts', good);
  file(
    'deep/two.test.ts',
    `const test = suite('two'); test('a', () => {}); test('b', () => { throw new Error('told so') });`,
  );
  const { code, out, lastLine } = await run('tests/');
  assert.is(lastLine, '2 passed, 1 failed');
  assert.is(code, 1);
  assert.match(out, 'told so');
  assert.match(out, 'Failed: tests/deep/two.test.ts');
});

test('a pattern that matches nothing fails', async () => {
  file('one.test.ts', good);
  const { code, lastLine } = await run('eleven');
  assert.is(lastLine, '0 passed, 0 failed');
  assert.is(code, 1);
});

for (const [name, body] of Object.entries({
  'is empty': '',
  'registers a suite without tests': `suite('empty');`,
  'skips all its tests': `suite('skips').skip('one');`,
  'ends itself with 0': `suite('x')('one', () => {}); process.exit(0);`,
  'is killed': `suite('x')('one', () => process.kill(process.pid, 'SIGKILL'));`,
  'throws behind its tests': `suite('x')('one', () => { setTimeout(() => { throw new Error('late') }, 50) });`,
  'does not parse': `suite(`,
})) {
  test(`a file that ${name} fails the run`, async () => {
    file('one.test.ts', good);
    file('two.test.ts', body);
    const { code, lastLine } = await run('tests/');
    const expected = name === 'skips all its tests' ? '1 passed, 0 failed, 1 skipped' : undefined;
    if (expected === undefined) assert.match(lastLine, /^[12] passed, 1 failed$/);
    else assert.is(lastLine, expected);
    assert.is(code, expected === undefined ? 1 : 0);
  });
}

test('a file that uses uvu past the door fails the run', async () => {
  writeFileSync(join(folder, 'tests', 'two.test.ts'), `process.exitCode = 0;`);
  const { code, out, lastLine } = await run('tests/');
  assert.is(lastLine, '0 passed, 1 failed');
  assert.is(code, 1);
  assert.match(out, 'does not use tests/door.ts');
});

test('a job that hangs is ended with all that it started', async () => {
  const pidFile = join(folder, 'pid');
  const source = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
    setInterval(() => {}, 1000);`;
  const job = {
    name: 'hangs',
    command: process.execPath,
    args: ['-e', source],
    kind: 'file',
    timeLimitMs: 700,
  } as const;
  const result = await runTestJob(job, folder, new AbortController().signal);
  assert.is(result.failed, 1);
  assert.match(result.output, 'did not end within 1 s');
  assert.ok(existsSync(pidFile), 'it had started one');
  // Killed with its group, but gone only when the kernel and the process that inherits it have done their part.
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const deadlineMs = performance.now() + 10_000;
  while (!isGone(pid) && performance.now() < deadlineMs) await new Promise((done) => setTimeout(done, 10));
  assert.ok(isGone(pid), 'it does not outlive its job');
});

test('a job that is interrupted has failed', async () => {
  const job = {
    name: 'x',
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    kind: 'check',
    timeLimitMs: 60_000,
  } as const;
  const result = await runTestJob(job, folder, AbortSignal.abort());
  assert.is(result.failed, 1);
  assert.match(result.output, 'was interrupted');
});

test('a check counts as one test, by its exit code', async () => {
  const job = { name: 'x', command: process.execPath, kind: 'check', timeLimitMs: 60_000 } as const;
  const signal = new AbortController().signal;
  const counts = async (source: string): Promise<readonly number[]> => {
    const { passed, failed } = await runTestJob({ ...job, args: ['-e', source] }, folder, signal);
    return [passed, failed];
  };
  assert.equal(await counts(''), [1, 0]);
  assert.equal(await counts('process.exit(2)'), [0, 1]);
  const missing = await runTestJob({ ...job, command: '/nowhere/program', args: [] }, folder, signal);
  assert.is(missing.failed, 1);
  assert.match(missing.output, 'could not be started');
});

/** No such process, or one that nobody has waited for yet. */
function isGone(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.startsWith('Z') ?? true;
  } catch {
    return true;
  }
}
