import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import type { Grown } from '../campaigns/grow.ts';
import { badUsage } from './bad-usage.ts';
import { criterionLines, headline } from './conclusion.ts';
import { growthTable } from './growth-table.ts';
import { interruption } from './interruption.ts';
import { newFolder } from './new-folder.ts';
import { terminalProgress } from './progress.ts';
import { readDuration } from './read-duration.ts';

interface TypedOptions {
  readonly appointments: string;
  readonly seed: string;
  readonly defects: string;
  readonly duration?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export function grow(program: Command): void {
  program
    .command('grow')
    .description('play one load on ever more data, and judge whether a request costs more on more')
    .option('--appointments <numbers>', 'the sizes, with a customer for each four', '10000,100000,1000000')
    .option('--seed <number>', 'makes the same data again', '1')
    .option('--defects <names>', 'planted bugs of the reference platform', '')
    .option('--duration <time>', 'of the measured load at each size, such as 20s')
    .option('--out <folder>', 'keeps one run folder for each size; default: reports/runs/growth-<UTC time>')
    .option('--json', 'what was found alone on stdout; progress on stderr')
    .addHelpText('after', '\nExample:\n  npx ansturm grow --appointments 2000,20000 --defects missing-index')
    .action(carryOut);
}

async function carryOut(typed: TypedOptions): Promise<void> {
  const chosen = await readOptions(typed);
  const progress = terminalProgress(process.stderr, () => performance.now());
  const signal = interruption(progress.note, 'ending this run, and telling what is seen so far');
  const [{ grow: carryOutGrowth }, { conduct }] = await Promise.all([
    import('../campaigns/grow.ts'),
    import('../campaigns/conduct.ts'),
  ]);
  const commandLine = ['ansturm', ...process.argv.slice(2)];
  const grown = await carryOutGrowth({ ...chosen, commandLine, signal, progress, conduct });
  progress.done();
  process.exitCode = grown.exitCode;
  const folder = relative(process.cwd(), chosen.folder) || '.';
  if (typed.json === true) process.stdout.write(await readFile(join(chosen.folder, 'growth.json'), 'utf8'));
  else process.stdout.write(`${told(grown)}\n\nRuns:  ${folder}\n`);
}

function told({ growth, verdict, sentence, criterion }: Grown): string {
  return ['', growthTable(growth), '', headline({ verdict, sentence }), '', ...criterionLines([criterion])].join('\n');
}

const sizesMax = 5;

/** @throws Failure (exit code 2) with every problem at once */
async function readOptions({ appointments, seed, defects, duration, out }: TypedOptions) {
  const problems: string[] = [];
  const sizes = appointments.split(',').map((size) => size.trim());
  if (sizes.some((size) => !/^\d{3,7}$/.test(size)) || new Set(sizes).size !== sizes.length || sizes.length > sizesMax)
    problems.push(
      `--appointments "${appointments}": up to ${sizesMax} different numbers from 100 to 9999999 are needed.`,
    );
  if (!/^\d{1,9}$/.test(seed)) problems.push(`--seed "${seed}": a whole number is needed.`);
  const durationMs = duration === undefined ? undefined : readDuration(duration);
  if (duration !== undefined && durationMs === undefined)
    problems.push(`--duration "${duration}": write it with a unit and above zero, such as 20s.`);
  const folder = await newFolder('growth', out, problems);
  if (problems.length > 0) throw badUsage('This cannot be grown as it was typed:', problems);
  return {
    appointments: sizes.map(Number).sort((a, b) => a - b),
    ...{ seed: Number(seed), defects: defects.split(',').filter((name) => name !== ''), folder },
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}
