import { relative } from 'node:path';
import type { Command } from 'commander';
import type { ProofClass } from '../campaigns/proofs.ts';
import { badUsage } from './bad-usage.ts';
import { interruption } from './interruption.ts';
import { nearestWord } from './nearest-word.ts';
import { newFolder } from './new-folder.ts';
import { terminalProgress } from './progress.ts';
import { readDuration } from './read-duration.ts';

interface TypedOptions {
  readonly class: readonly string[];
  readonly defect: readonly string[];
  readonly seeds: string;
  readonly firstSeed: string;
  readonly healthy: boolean;
  readonly environment: string;
  readonly users?: string;
  readonly duration?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export function prove(program: Command): void {
  const collect = (word: string, words: readonly string[]): readonly string[] => [...words, word];
  program
    .command('prove')
    .description('run the healthy platform and each planted bug, and show who convicts what')
    .option('--class <name>', 'such as races, idempotency or calendar; repeat it for more; default: all', collect, [])
    .option('--defect <name>', 'this planted bug alone; repeat it for more', collect, [])
    .option('--seeds <number>', 'how many seeds each is run with', '1')
    .option('--first-seed <number>', 'the first of them', '1')
    .option('--no-healthy', 'only the planted bugs, for looking closer at one')
    .option('--environment <name>', 'embedded or containers', 'embedded')
    .option('--users <number>', 'concurrent users; default: what the scenario says')
    .option('--duration <time>', 'of the measured load, such as 60s; default: what the scenario says')
    .option('--out <folder>', 'keeps one run folder for each; default: reports/runs/proof-<UTC time>')
    .option('--json', 'the rows alone on stdout; progress on stderr')
    .addHelpText(
      'after',
      '\nExamples:\n  npx ansturm prove --class races --seeds 3\n' +
        '  npx ansturm prove --defect check-then-insert --no-healthy',
    )
    .action(carryOut);
}

async function carryOut(typed: TypedOptions): Promise<void> {
  const { proofs } = await import('../campaigns/proofs.ts');
  const chosen = await readOptions(typed, proofs);
  const progress = terminalProgress(process.stderr, () => performance.now());
  const signal = interruption(progress.note, 'ending this run, and telling what is proven so far');
  const { prove: carryOutProof } = await import('../campaigns/prove.ts');
  const { conduct } = await import('../campaigns/conduct.ts');
  const { proofTable } = await import('./proof-table.ts');
  const commandLine = ['ansturm', ...process.argv.slice(2)];
  const { rows, exitCode } = await carryOutProof({ ...chosen, commandLine, signal, progress, conduct });
  progress.done();
  process.exitCode = exitCode;
  if (typed.json === true) {
    const healthy = rows.filter(({ defect }) => defect === null);
    const defects = rows.filter(({ defect }) => defect !== null);
    process.stdout.write(
      `${JSON.stringify({ schemaVersion: 1, ok: exitCode === 0, healthy, defects }, undefined, 2)}\n`,
    );
  } else {
    process.stdout.write(`${proofTable(rows)}\nRuns:  ${relative(process.cwd(), chosen.folder) || '.'}\n`);
  }
}

/** @throws Failure (exit code 2) with every problem at once */
async function readOptions(typed: TypedOptions, all: readonly ProofClass[]) {
  const problems: string[] = [];
  const known = (kind: string, words: readonly string[], names: readonly string[]): void => {
    for (const word of words.filter((one) => !names.includes(one))) {
      const nearest = nearestWord(word, names);
      problems.push(
        `${kind} "${word}": ${nearest === undefined ? `there is ${names.join(', ')}` : `did you mean ${nearest}?`}`,
      );
    }
  };
  known('--class', typed.class, [...new Set(all.map(({ name }) => name))]);
  known(
    '--defect',
    typed.defect,
    all.flatMap(({ proofs }) => proofs.map(({ defect }) => defect)),
  );
  const whole = (flag: string, text: string, from: number, to: number): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    problems.push(`${flag} "${text}": a whole number from ${from} to ${to} is needed.`);
    return from;
  };
  known('--environment', [typed.environment], ['embedded', 'containers']);
  const seeds = whole('--seeds', typed.seeds, 1, 1_000);
  const firstSeed = whole('--first-seed', typed.firstSeed, 0, 2 ** 32 - 1_000);
  const users = typed.users === undefined ? undefined : whole('--users', typed.users, 1, 100_000);
  const durationMs = typed.duration === undefined ? undefined : readDuration(typed.duration);
  if (typed.duration !== undefined && durationMs === undefined) {
    problems.push(`--duration "${typed.duration}": write it with a unit and above zero, such as 90s or 5m.`);
  }
  const folder = await newFolder('proof', typed.out, problems);
  const classes = chosenOf(all, typed);
  if (problems.length === 0 && classes.length === 0) problems.push('no such planted bug is in such a class.');
  if (problems.length > 0) throw badUsage('This cannot be proven as it was typed:', problems);
  return {
    ...{ classes, seeds: Array.from({ length: seeds }, (_, index) => firstSeed + index), folder },
    ...{ isHealthyRun: typed.healthy, environment: typed.environment },
    ...(users === undefined ? {} : { users }),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}

/** Only what was asked for, without the classes of which nothing is left. */
function chosenOf(all: readonly ProofClass[], typed: TypedOptions): readonly ProofClass[] {
  return all
    .filter(({ name }) => typed.class.length === 0 || typed.class.includes(name))
    .map((one) => ({
      ...one,
      proofs: one.proofs.filter(({ defect }) => typed.defect.length === 0 || typed.defect.includes(defect)),
    }))
    .filter((one) => one.proofs.length > 0);
}
