import type { Command } from 'commander';
import { conclusion } from './conclusion.ts';
import { terminalProgress } from './progress.ts';
import { readableFolder } from './run-folder.ts';

export function judge(program: Command): void {
  program
    .command('judge')
    .description('judge a run again from its folder alone: verdict, report and summary are made anew')
    .argument('<run folder>', 'such as reports/runs/2027-03-01T08-00-00Z-rehearsal, or `latest`')
    .option('--json', 'the verdict document alone on stdout; progress on stderr')
    .addHelpText('after', '\nExample:\n  npx ansturm judge latest')
    .action(async (typed: string, { json }: { readonly json?: boolean }) => {
      const folder = await readableFolder(typed);
      const progress = terminalProgress(process.stderr, () => performance.now());
      const { conclude } = await import('../campaigns/conclude.ts');
      const { exitCode, verdict } = await conclude(folder, { progress });
      progress.done();
      process.exitCode = exitCode;
      process.stdout.write(json === true ? `${JSON.stringify(verdict, undefined, 2)}\n` : conclusion(verdict, folder));
    });
}
