import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { suite, type TestReport } from './door.ts';

const test = suite('door');
const folder = mkdtempSync(join(tmpdir(), 'ansturm-door-'));
const door = pathToFileURL(join(import.meta.dirname, 'door.ts')).href;
const head = `import { suite } from '${door}';\n`;

test.after(() => rmSync(folder, { recursive: true }));

interface Ending {
  readonly code: number | null;
  readonly text: string;
  readonly report: TestReport | undefined;
}

/** Runs a test file with this content in a process of its own, as the runner does. */
function run(source: string, ...args: string[]): Promise<Ending> {
  const file = join(folder, 'example.test.mts');
  writeFileSync(file, source);
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let text = '';
  let report: TestReport | undefined;
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  child.on('message', (message) => {
    report = message as unknown as TestReport;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, text, report })));
}

/** A vacuous exit: it must not end with 0, and its report, if any, must not be free of failures. */
async function isRed(source: string, words: RegExp, ...args: string[]): Promise<void> {
  const { code, text, report } = await run(source, ...args);
  assert.is.not(code, 0, text);
  assert.match(text, words);
  assert.ok(report === undefined || report.failed > 0, `reported ${JSON.stringify(report)}`);
}

test('what passes is counted, skips are shown, and the process ends with 0', async () => {
  const { code, report, text } = await run(
    `${head}const test = suite('a'); test('one', () => {}); test('two', async () => {}); test.skip('three');`,
  );
  assert.is(code, 0, text);
  assert.equal(report, { passed: 2, failed: 0, skipped: 1 });
  assert.match(text, 'skipped: three (a)');
});

test('tests behind a top-level await are run too', async () => {
  const late = `await new Promise((resolve) => setTimeout(resolve, 20)); suite('b')('two', () => {});`;
  assert.equal((await run(`${head}suite('a')('one', () => {}); ${late}`)).report, { passed: 2, failed: 0, skipped: 0 });
});

test('a word runs the tests whose suite or name contains it', async () => {
  const source = `${head}const test = suite('a'); test('one', () => {}); test('two', () => { throw new Error('no') });`;
  assert.equal((await run(source, 'ONE')).report, { passed: 1, failed: 0, skipped: 0 });
});

test('a test that fails is a failure', () =>
  isRed(`${head}suite('a')('one', () => { throw new Error('told so') });`, /told so/));

for (const hook of ['before', 'after', 'before.each', 'after.each']) {
  for (const body of [`() => { throw new Error('told so') }`, `async () => { throw new Error('told so') }`]) {
    test(`a ${hook} hook ${body} is a failure`, () =>
      isRed(`${head}const test = suite('a'); test.${hook}(${body}); test('one', () => {});`, /told so/));
  }
}

test('a suite without a test is a failure, also beside one that has some', () =>
  isRed(`${head}suite('empty'); suite('full')('one', () => {});`, /"empty" registers no test/));

test('a file without a suite is a failure', () => isRed(head, /registers no suite/));

test('a leftover .only is a failure', () =>
  isRed(
    `${head}const test = suite('a'); test('one', () => {}); test.only('two', () => {});`,
    /hides every other test/,
  ));

test('a word that matches nothing is a failure', () =>
  isRed(`${head}suite('a')('one', () => {});`, /no test is named like "eleven"/, 'eleven'));

test('process.exit(0) in a test is a failure', () =>
  isRed(
    `${head}const test = suite('a'); test('one', () => process.exit(0)); test('two', () => {});`,
    /before all tests had run/,
  ));

test('process.exit(0) while the file is read is a failure', () =>
  isRed(`${head}suite('a')('one', () => {}); process.exit(0);`, /before all tests had run/));

test('a promise that nothing can settle is a failure', () =>
  isRed(`${head}suite('a')('one', () => new Promise(() => {}));`, /before all tests had run/));

test('a top-level await that nothing can settle is a failure', () =>
  isRed(
    `${head}suite('a')('one', () => {}); await new Promise(() => {});`,
    /never settled|unsettled|before all tests/i,
  ));

test('a file that throws while it is read is a failure', () =>
  isRed(`${head}suite('a')('one', () => {}); throw new Error('told so');`, /told so/));

test('a rejection that nobody handles is a failure', () =>
  isRed(`${head}suite('a')('one', () => { Promise.reject(new Error('told so')); });`, /told so/));

test('a test that is registered after the start is a failure', () => {
  const late = `const test = suite('a'); test('one', () => { test('two', () => {}); });`;
  return isRed(`${head}${late}`, /"two" was registered after the tests had started/);
});

test('a rejection after the last test ends the process with an error', async () => {
  const late = `suite('a')('one', () => { setTimeout(() => Promise.reject(new Error('told so')), 50); });`;
  const { code, text } = await run(`${head}${late}`);
  assert.is.not(code, 0);
  assert.match(text, 'told so');
});
