import type { Command } from 'commander';

export function bench(program: Command): void {
  program.command('bench', { hidden: true });
}
