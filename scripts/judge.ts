import type { Command } from 'commander';
import { conclusion } from './conclusion.ts';
import { interruption } from './interruption.ts';
import { terminalProgress } from './progress.ts';
import { readableFolder } from './run-folder.ts';

export function judge(program: Command): void {
  program
    .command('judge')
    .description('judge a run again from its folder alone: verdict, report and summary are made anew')
    .argument('<run folder>', 'such as reports/runs/2027-03-01T08-00-00Z-rehearsal, or `latest`')
    .option('--bounds <file>', 'JSON with thresholds of your own')
    .option('--json', 'the verdict document alone on stdout')
    .addHelpText('after', '\nExample:\n  npx ansturm judge latest')
    .action(judgeAgain);
}

async function judgeAgain(folder: string, typed: { readonly bounds?: string; readonly json?: boolean }): Promise<void> {
  const runFolder = await readableFolder(folder);
  const progress = terminalProgress(process.stderr, () => performance.now());
  const signal = interruption(progress.note);
  const { campaignParts } = await import('./campaign-parts.ts');
  const { judgeRun } = await campaignParts();
  const judged = await judgeRun(runFolder, { progress, signal, ...(typed.bounds ? { boundsFile: typed.bounds } : {}) });
  progress.done();
  process.exitCode = judged.exitCode;
  if (typed.json === true) process.stdout.write(`${JSON.stringify(judged.verdict, undefined, 2)}\n`);
  else process.stdout.write(conclusion(judged.verdict, runFolder));
}
