import type { Command } from 'commander';

export function up(program: Command): void {
  program.command('up').description('start the reference stack and leave it running');
}
