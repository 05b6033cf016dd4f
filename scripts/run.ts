import { relative } from 'node:path';
import type { Command } from 'commander';
import { conclusion } from './conclusion.ts';
import { interruption } from './interruption.ts';
import { keepFigures } from './keep-figures.ts';
import { terminalProgress } from './progress.ts';
import { addRunOptions, readRunOptions, type TypedOptions } from './run-options.ts';
import { splitWords } from './split-words.ts';

export function run(program: Command): void {
  const command = program
    .command('run')
    .description('run a campaign (or one scenario, or experiment) and judge it')
    .argument('<campaign or scenario>', 'such as rehearsal; `npx ansturm list` names them all');
  addRunOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  npx ansturm run rehearsal\n  npx ansturm run rehearsal --defects field-drift --seed 7',
    )
    .action(carryOut);
}

async function carryOut(name: string, typed: TypedOptions): Promise<void> {
  const options = await readRunOptions(name, typed);
  const progress = terminalProgress(process.stderr, () => performance.now());
  progress.note(`ansturm run ${name} · seed ${options.seed} · target ${options.target} · ${options.environment}`);
  const signal = interruption(progress.note, 'healing, and judging what there is');
  const { conduct } = await import('../campaigns/conduct.ts');
  const commandLine = ['ansturm', ...withoutSecrets(process.argv.slice(2))];
  const { exitCode, runFolder, verdict } = await conduct({ ...options, commandLine, signal, progress });
  progress.done();
  process.exitCode = exitCode;
  if (typed.figures !== undefined && verdict !== null) await keepFigures(typed.figures, verdict);
  const place = relative(process.cwd(), runFolder) || '.';
  if (typed.json === true) process.stdout.write(verdict === null ? '' : `${JSON.stringify(verdict, undefined, 2)}\n`);
  else process.stdout.write(conclusion(verdict, place));
}

const commands = ['--final-state', '--restart'];

/** A command of the user's own may hold a password: only its first word is written down. */
function withoutSecrets(typed: readonly string[]): readonly string[] {
  const firstWord = (command: string): string => `${splitWords(command)?.[0] ?? ''} …`;
  return typed.map((word, index) => {
    const before = typed[index - 1] ?? '';
    if (commands.includes(before)) return firstWord(word);
    const option = commands.find((each) => word.startsWith(`${each}=`));
    return option === undefined ? word : `${option}=${firstWord(word.slice(option.length + 1))}`;
  });
}
