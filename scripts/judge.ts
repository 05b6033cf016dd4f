import type { Command } from 'commander';
import type { RecordingFiles } from '../campaigns/judge-recordings.ts';
import { exitCode } from '../core/exit-code.ts';
import { badUsage } from './bad-usage.ts';
import { conclusion } from './conclusion.ts';
import { judgedRecordings } from './judged-recordings.ts';
import { terminalProgress } from './progress.ts';
import { readableFolder } from './run-folder.ts';

interface Typed {
  readonly json?: boolean;
  readonly history?: readonly string[];
  readonly initialState?: string;
  readonly finalState?: string;
  readonly world?: string;
}

export function judge(program: Command): void {
  program
    .command('judge')
    .description('judge a run again from its folder alone, or by the laws what another tool recorded')
    .argument('[run folder]', 'such as reports/runs/2027-03-01T08-00-00Z-rehearsal, or `latest`')
    .option(
      '--history <files...>',
      'NDJSON of operations that another tool wrote (checkers/README.md), instead of a run folder',
    )
    .option('--final-state <file>', 'with --history: NDJSON of all bookings that were stored in the end')
    .option('--initial-state <file>', 'with --history: the same from before; an empty file says that there were none')
    .option('--world <file>', 'with --history: a world.json with hours, breaks, holidays and seats')
    .option('--json', 'the verdict document alone on stdout; progress on stderr')
    .addHelpText(
      'after',
      '\nExamples:\n  npx ansturm judge latest' +
        '\n  npx ansturm judge --history mine.ndjson --final-state stored.ndjson --initial-state /dev/null',
    )
    .action(async (folder: string | undefined, typed: Typed) => {
      const files = recordingFiles(folder, typed);
      if (files === undefined) await judgeFolder(folder ?? '', typed.json === true);
      else await judgeFiles(files, typed.json === true);
    });
}

/** Undefined where a run folder is to be judged. @throws Failure (bad usage) for both at once, or neither */
function recordingFiles(folder: string | undefined, { history, ...typed }: Typed): RecordingFiles | undefined {
  const { initialState, finalState, world } = typed;
  const states = Object.keys({ initialState, finalState, world }).filter((name) => typed[name as keyof typeof typed]);
  const hint = 'npx ansturm judge latest, or npx ansturm judge --history FILE...';
  if (history === undefined) {
    if (states.length > 0) throw badUsage('States and worlds go with --history:', [hint]);
    if (folder === undefined)
      throw badUsage('There is nothing to judge:', ['name a run folder, or files with --history', hint]);
    return undefined;
  }
  if (folder !== undefined) throw badUsage('A run folder or --history, not both:', [hint]);
  return {
    histories: history,
    ...(initialState === undefined ? {} : { initialState }),
    ...(finalState === undefined ? {} : { finalState }),
    ...(world === undefined ? {} : { world }),
  };
}

const codes = { valid: exitCode.clear, invalid: exitCode.noGo, unknown: exitCode.incomplete } as const;

async function judgeFiles(files: RecordingFiles, isJson: boolean): Promise<void> {
  const { judgeRecordings } = await import('../campaigns/judge-recordings.ts');
  const judged = await judgeRecordings(files);
  process.exitCode = codes[judged.verdict];
  process.stdout.write(isJson ? `${JSON.stringify(judged, undefined, 2)}\n` : judgedRecordings(judged));
}

async function judgeFolder(typed: string, isJson: boolean): Promise<void> {
  const folder = await readableFolder(typed);
  const progress = terminalProgress(process.stderr, () => performance.now());
  const { conclude } = await import('../campaigns/conclude.ts');
  const { exitCode: code, verdict } = await conclude(folder, { progress });
  progress.done();
  process.exitCode = code;
  process.stdout.write(isJson ? `${JSON.stringify(verdict, undefined, 2)}\n` : conclusion(verdict, folder));
}
