import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { exitCode } from '../core/exit-code.ts';
import { interruption } from './interruption.ts';
import { root } from './inventory.ts';
import { runTestPool } from './run-test-pool.ts';
import type { TestJob, TestResult } from './test-job.ts';

const minuteMs = 60_000;
/** What the end of a file's name says of it, and how long it may take. */
const limitMs = {
  usual: 4 * minuteMs,
  /** Waits more than it computes, and does not measure. */
  beside: 8 * minuteMs,
  /** The same, and left to `.ci/run`. */
  whole: 8 * minuteMs,
  /** Measures, or drives a browser: it would disturb others and be disturbed. */
  alone: 5 * minuteMs,
  long: 60 * minuteMs,
};
type Kind = keyof typeof limitMs;

interface TestOptions {
  readonly long?: boolean;
  readonly whole?: boolean;
  readonly folder: string;
}

export function test(program: Command): void {
  program
    .command('test', { hidden: true })
    .description('types, lint, and every tests/**/*.test.ts: two at a time, and what mostly waits beside them')
    .argument('[pattern]', 'only what has this in its path or name, of whole runs as well')
    .option('--whole', 'whole runs as well, *.whole.test.ts, as .ci/run does')
    .option('--long', 'the tests that take long, *.long.test.ts, and no others')
    .option('--folder <folder>', 'the project to test', root)
    .addHelpText('after', '\nExample:\n  npm test -- core/')
    .action(carryOut);
}

async function carryOut(pattern = '', options: TestOptions): Promise<void> {
  const signal = interruption((sentence) => process.stderr.write(`${sentence}\n`), 'ending what runs');
  const files = (await testFiles(options.folder)).filter(
    (file) => (kindOf(file) === 'long') === (options.long === true),
  );
  const jobs = [...(options.long === true ? [] : checks(options.folder)), ...files.map(fileJob)];
  const named = jobs.filter((job) => job.name.includes(pattern));
  const isAll = options.whole === true || pattern !== '';
  const wanted = isAll ? named : named.filter(({ name }) => kindOf(name) !== 'whole');
  const pool = { folder: options.folder, signal, tell: print };
  const of = (...kinds: readonly Kind[]): TestJob[] => wanted.filter(({ name }) => kinds.includes(kindOf(name)));
  const usual = of('usual');
  // Whoever is done with what waits helps with the rest.
  const beside = await runTestPool([[of('beside', 'whole'), usual], [usual], [usual]], pool);
  const results = [...beside, ...(await runTestPool([[of('alone', 'long')]], pool))];
  const left = named.length - wanted.length;
  if (left > 0) process.stdout.write(`\nWhole runs left to .ci/run, or to npm test -- --whole: ${left}\n`);
  process.exitCode = conclude(results, wanted, signal.aborted);
}

async function testFiles(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob('tests/**/*.test.ts', { cwd: folder })) files.push(file);
  return files.sort();
}

function checks(folder: string): readonly TestJob[] {
  const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
  const types = (name: string, config: string): TestJob => check(name, bin('tsc'), ['-p', join(folder, config)]);
  return [
    types('types', 'tsconfig.json'),
    types('types of the pure folders', 'tsconfig.pure.json'),
    types('types of what runs in k6', 'tsconfig.k6.json'),
    check('lint and format', bin('biome'), ['ci', '--colors=off', '--error-on-warnings', folder]),
  ];
}

function check(name: string, command: string, args: readonly string[]): TestJob {
  return { name, command, args, kind: 'check', timeLimitMs: limitMs.usual };
}

function fileJob(file: string): TestJob {
  return { name: file, command: process.execPath, args: [file], kind: 'file', timeLimitMs: limitMs[kindOf(file)] };
}

function kindOf(name: string): Kind {
  return (Object.keys(limitMs) as Kind[]).find((kind) => name.endsWith(`.${kind}.test.ts`)) ?? 'usual';
}

function print(result: TestResult): void {
  const seconds = `${(result.durationMs / 1000).toFixed(1)} s`;
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  const counts = `${result.passed} passed${result.failed > 0 ? `, ${result.failed} failed` : ''}${skipped}`;
  const mark = result.failed > 0 ? paint('red', 'FAIL') : paint('green', 'ok  ');
  process.stdout.write(`${mark} ${result.name}  ${counts}, ${seconds}\n`);
  if (result.failed > 0) process.stdout.write(`\n${result.output.trim()}\n\n`);
}

/** The last line is read by machines: `N passed, N failed`, then what was skipped, if anything. */
function conclude(results: readonly TestResult[], wanted: readonly TestJob[], isInterrupted: boolean): number {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number => results.reduce((total, one) => total + one[key], 0);
  const failing = results.filter((result) => result.failed > 0).map((result) => result.name);
  const notRun = wanted.length - results.length;
  if (failing.length > 0) process.stdout.write(`\nFailed: ${failing.join(', ')}\n`);
  if (notRun > 0) process.stdout.write(`\nNot run: ${notRun} files\n`);
  if (wanted.length === 0) process.stdout.write('\nNothing matches; the pattern is a part of a path, such as core/\n');
  // By their names too: what a machine cannot test is easily overlooked as a number.
  const untested = results.flatMap(({ output }) => output.match(/^ *skipped: .+$/gm) ?? []);
  for (const line of new Set(untested)) process.stdout.write(`${line.trim()}\n`);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed${skipped}\n`);
  if (isInterrupted) return exitCode.interrupted;
  return sum('failed') === 0 && sum('passed') > 0 && notRun === 0 ? exitCode.clear : exitCode.harnessBroke;
}

function paint(colour: 'red' | 'green', text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
