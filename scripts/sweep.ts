import type { Command } from 'commander';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { openCacheFolder, runsFolder } from '../environments/cache-folder.ts';
import { sweep as clearAway, type Swept } from '../environments/sweep.ts';

export function sweep(program: Command): void {
  program
    .command('sweep')
    .description('heal and clear away what killed runs left behind')
    .addHelpText('after', help)
    .action(async () => {
      const swept = await clearAway(runsFolder(openCacheFolder()), () => undefined);
      for (const one of swept) process.stdout.write(`${inWords(one)}\n`);
      if (swept.length === 0) process.stdout.write('Nothing is left over.\n');
      const failures = swept.flatMap(({ failure }) => failure ?? []);
      if (failures.length === 0) return;
      throw new Failure(`Not all of it could be cleared away: ${failures.map(({ message }) => message).join('; ')}`, {
        exitCode: exitCode.couldNotHeal,
        problems: failures.flatMap(({ problems }) => problems),
        hint: 'Run these commands, and then npx ansturm sweep.',
      });
    });
}

const help = `
Each run has a keeper that does this by itself when the run is killed; this is for when the keeper was killed too. Runs
that are still under way are left alone. Where something cannot be cleared away: exit code 6, and the commands for it.

Example:
  npx ansturm sweep`;

/** \`123-abc: healed process-paused api-1; ended api-1, postgres\` */
function inWords({ id, faults, processes, failure }: Swept): string {
  const parts = [
    faults.length === 0 ? 'no fault was in place' : `healed ${faults.join(', ')}`,
    processes.length === 0 ? 'no process was left' : `ended ${processes.join(', ')}`,
    ...(failure === undefined ? [] : ['something is left']),
  ];
  return `${id}: ${parts.join('; ')}`;
}
