import type { Command } from 'commander';

export function lint(program: Command): void {
  program.command('lint', { hidden: true });
}
