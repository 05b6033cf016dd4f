import { styleText } from 'node:util';
import type { Command } from 'commander';
import { exitCode } from '../core/exit-code.ts';
import type { Diagnosis } from './diagnosis.ts';

export function doctor(program: Command): void {
  program
    .command('doctor')
    .description('what this machine has, what is missing, and what to do about it')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  npx ansturm doctor')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { diagnose } = await import('./diagnose.ts');
      const diagnoses = await diagnose();
      process.stdout.write(json === true ? `${JSON.stringify(diagnoses, undefined, 2)}\n` : table(diagnoses));
      if (diagnoses.some(({ state }) => state === 'missing')) process.exitCode = exitCode.harnessBroke;
    });
}

const colours = { ok: 'green', warning: 'yellow', missing: 'red' } as const;

function table(diagnoses: readonly Diagnosis[]): string {
  const width = Math.max(...diagnoses.map(({ name }) => name.length)) + 2;
  const lines = diagnoses.map(({ name, state, found, advice }) => {
    const mark = styleText(colours[state], state.padEnd(9), { stream: process.stdout });
    return `${mark}${name.padEnd(width)}${found}${advice === undefined ? '' : `\n${' '.repeat(9 + width)}${advice}`}`;
  });
  const missing = diagnoses.filter(({ state }) => state === 'missing').length;
  return `${lines.join('\n')}\n\n${missing === 0 ? 'Nothing that is needed is missing.' : `Missing: ${missing}.`}\n`;
}
