import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { badUsage } from './bad-usage.ts';
import { keptRuns, runsFolder } from './run-folder.ts';

export function clean(program: Command): void {
  program
    .command('clean')
    .description('remove old runs')
    .requiredOption('--keep <number>', 'how many of the newest stay')
    .addHelpText('after', '\nExample:\n  npx ansturm clean --keep 10')
    .action(async ({ keep }: { readonly keep: string }) => {
      if (!/^\d+$/.test(keep)) throw badUsage('Nothing was removed:', [`--keep "${keep}": a whole number is needed.`]);
      const runs = await keptRuns();
      const old = runs.slice(0, Math.max(runs.length - Number(keep), 0));
      for (const name of old) await rm(join(runsFolder, name), { recursive: true });
      process.stdout.write(`Removed ${old.length} of ${runs.length} runs.\n`);
    });
}
