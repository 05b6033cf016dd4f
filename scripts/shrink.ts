import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { fewestFaults } from '../chaos/fewest-faults.ts';
import type { PlannedFault, Plans } from '../core/plan.ts';
import type { RunRecord } from '../core/run.ts';
import type { Verdict } from '../core/verdict.ts';
import { badUsage } from './bad-usage.ts';
import { interruption } from './interruption.ts';
import { root } from './inventory.ts';
import { terminalProgress } from './progress.ts';
import { readableFolder } from './run-folder.ts';

export function shrink(program: Command): void {
  program
    .command('shrink')
    .description('run a convicted experiment again with ever fewer faults, until no fewer convict')
    .argument('<run folder>', 'of a swarm or an experiment that was NO-GO, or `latest`')
    .option('--tries <number>', 'runs at the most', '12')
    .addHelpText('after', '\nExample:\n  npx ansturm run swarm --seed 7\n  npx ansturm shrink latest')
    .action(carryOut);
}

async function carryOut(typed: string, { tries }: { readonly tries: string }): Promise<void> {
  if (!/^[1-9]\d{0,2}$/.test(tries)) throw badUsage('--tries', [`"${tries}": a whole number from 1 to 999 is needed.`]);
  const folder = await readableFolder(typed);
  const { command, faults, convicting } = await readConviction(folder);
  const all = faults.map((_, index) => index + 1);
  const progress = terminalProgress(process.stderr, () => performance.now());
  const signal = interruption(progress.note, 'ending the run that is under way');
  const { $ } = await import('zx');
  let runs = 0;
  const convictedBy = async (some: readonly number[], ids: readonly string[]): Promise<readonly string[]> => {
    if (signal.aborted) return [];
    runs += 1;
    progress.note(`run ${runs}: with ${some.join(', ') || 'none'} of ${faults.length} faults`);
    const out = join(`${resolve(folder)}-shrunk`, String(runs));
    const args = [...command, '--faults', some.join() || 'none', '--out', out, '--json'];
    const ended = await $({ cwd: root, nothrow: true, quiet: true, signal, stdio: ['ignore', 'pipe', 'ignore'] })`${
      process.execPath
    } ${join(root, 'scripts', 'main.ts')} ${args}`;
    const found = failing(parsed(ended.stdout)).filter((id) => ids.includes(id));
    progress.note(found.length === 0 ? '  nothing convicts' : `  convicted by ${found.join(', ')}`);
    return found;
  };
  // What convicts without any fault would convict with whatever is left of them.
  const anyway = await convictedBy([], convicting);
  const wanted = convicting.filter((id) => !anyway.includes(id));
  const is = async (some: readonly number[]): Promise<boolean> => (await convictedBy(some, wanted)).length > 0;
  const fewest = wanted.length === 0 ? [] : await fewestFaults(all, is, Number(tries) - 1);
  progress.done();
  process.stdout.write(toldOf({ fewest, faults, runs, command, anyway, wanted }));
}

interface Conviction {
  /** The run's own command from `run` on, without what is different each time. */
  readonly command: readonly string[];
  readonly faults: readonly PlannedFault[];
  /** Ids of the gates that failed. */
  readonly convicting: readonly string[];
}

async function readConviction(folder: string): Promise<Conviction> {
  const read = async <Found>(name: string): Promise<Found> => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const [{ commandLine, seed }, { plans }, verdict] = await Promise.all([
    read<RunRecord>('run.json'),
    read<Plans>('plans.json'),
    read<Verdict>('verdict.json'),
  ]);
  const convicting = failing(verdict);
  const broken = plans.flatMap((plan) => (plan.faults === undefined ? [] : [plan.faults]));
  const problems = [
    ...(convicting.length === 0 ? [`nothing was convicted in ${folder}`] : []),
    ...(broken.length === 1
      ? []
      : [`${broken.length} of its plans break something: a swarm or one experiment is needed`]),
    ...(commandLine.some((word) => word.startsWith('--faults'))
      ? ['it was run with some of its faults already: shrink the run with all of them']
      : []),
    ...(commandLine.some((word) => /^--(final-state|restart)(=|$)/.test(word))
      ? ['it had a command of yours (--final-state, --restart), which is not written down']
      : []),
  ];
  const [faults = []] = broken;
  if (problems.length > 0) throw badUsage('There is nothing to shrink:', problems);
  return { command: [...again(commandLine.slice(1)), '--seed', String(seed)], faults, convicting };
}

const different = ['--seed', '--faults', '--out', '--figures'];

/** What was typed, but for what is different each time. */
export function again(typed: readonly string[]): readonly string[] {
  return typed.filter((word, index) => {
    const isValue = different.includes(typed[index - 1] ?? '');
    return !isValue && word !== '--json' && !different.some((flag) => word === flag || word.startsWith(`${flag}=`));
  });
}

function failing(verdict: Verdict | undefined): readonly string[] {
  return (verdict?.criteria ?? [])
    .filter(({ status, weight }) => status === 'fail' && weight === 'gate')
    .map(({ id }) => id);
}

/** A run that did not come to a verdict convicts nothing. */
function parsed(text: string): Verdict | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hit(fault: PlannedFault): string {
  if ('process' in fault) return ` ${fault.process}`;
  if ('link' in fault) return ` ${fault.link}`;
  return 'provider' in fault ? ` ${fault.provider}` : '';
}

interface Shrunk extends Pick<Conviction, 'command' | 'faults'> {
  /** Numbers of the faults that are left, from 1. */
  readonly fewest: readonly number[];
  readonly runs: number;
  /** What convicts without any of them, and what needs them. */
  readonly anyway: readonly string[];
  readonly wanted: readonly string[];
}

export function toldOf({ fewest, faults, runs, command, anyway, wanted }: Shrunk): string {
  const once = (numbers: string): string => `\nAgain:  npx ansturm ${command.join(' ')} --faults ${numbers}\n`;
  if (wanted.length === 0) return `\nNo fault is needed: ${anyway.join(', ')} convict without any.\n${once('none')}`;
  const lines = fewest.flatMap((number) => {
    const fault = faults[number - 1];
    if (fault === undefined) return [];
    const { fault: name, atMs, durationMs } = fault;
    return [`  ${number}  ${name}${hit(fault)}, ${atMs / 1_000} s after the load began, for ${durationMs / 1_000} s`];
  });
  const count =
    fewest.length === faults.length ? `No fewer than all ${faults.length}` : `${fewest.length} of ${faults.length}`;
  const sentence = `${count} faults convict by ${wanted.join(', ')}, as far as ${runs} runs can tell:`;
  const beside = anyway.length === 0 ? '' : `\n${anyway.join(', ')} convict without any fault, too.\n`;
  return `\n${sentence}\n${lines.join('\n')}\n${beside}${once(fewest.join())}`;
}
