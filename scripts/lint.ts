import type { Command } from 'commander';
import { root } from './inventory.ts';

export function lint(program: Command): void {
  program
    .command('lint', { hidden: true })
    .description('format and lint everything in place')
    .addHelpText('after', '\nExample:\n  npm run lint')
    .action(async () => {
      const { $ } = await import('zx');
      const { exitCode } = await $({ cwd: root, stdio: 'inherit', nothrow: true })`biome check --write .`;
      process.exitCode = exitCode ?? 1;
    });
}
