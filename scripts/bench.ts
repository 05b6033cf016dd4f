import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { badUsage } from './bad-usage.ts';
import { root } from './inventory.ts';

/** What a file in bench/ prints on stdout, as a JSON array, when it is run by itself; notes go to stderr. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** In words, such as `<= 1.10`. */
  readonly bound: string;
  readonly ok: boolean;
}

export function bench(program: Command): void {
  program
    .command('bench', { hidden: true })
    .description('the harness measured: what recording, judging and fixtures cost, and how true its figures are')
    .argument('[pattern]', 'only the files in bench/ that have this in their name')
    .option('--json', 'an array of {name, value, unit, bound, ok} on stdout')
    .addHelpText('after', '\nExample:\n  npm run bench -- --json')
    .action(carryOut);
}

async function carryOut(pattern = '', { json }: { readonly json?: boolean }): Promise<void> {
  const files = (await readdir(join(root, 'bench')).catch(() => [])).filter((file) => file.endsWith('.bench.ts'));
  const wanted = files.filter((file) => file.includes(pattern)).sort();
  if (wanted.length === 0) throw badUsage('Nothing was measured:', [`no file bench/*${pattern}*.bench.ts`]);
  const figures: Figure[] = [];
  for (const file of wanted) {
    process.stderr.write(`bench/${file} …\n`);
    figures.push(...(await figuresOf(file)));
  }
  process.stdout.write(json === true ? `${JSON.stringify(figures, undefined, 2)}\n` : table(figures));
  if (figures.some(({ ok }) => !ok)) process.exitCode = exitCode.harnessBroke;
}

/** Each in a process of its own, so that none pays for another's memory. */
async function figuresOf(file: string): Promise<readonly Figure[]> {
  const { $ } = await import('zx');
  const run = await $({
    cwd: root,
    nothrow: true,
    quiet: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })`${process.execPath} ${join('bench', file)}`;
  if (run.exitCode !== 0) throw new Failure(`bench/${file} ended with exit code ${run.exitCode}.`);
  const figures: unknown = JSON.parse(run.stdout);
  if (Array.isArray(figures) && figures.length > 0 && figures.every(isFigure)) return figures;
  throw new Failure(`bench/${file} printed no array of figures.`, { problems: [run.stdout.slice(0, 500)] });
}

function isFigure(value: unknown): value is Figure {
  if (typeof value !== 'object' || value === null) return false;
  return ['name', 'value', 'unit', 'bound', 'ok'].every((key) => key in value);
}

function table(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length)) + 2;
  const lines = figures.map(({ name, value, unit, bound, ok }) => {
    const figure = `${Number(value.toPrecision(4))} ${unit}`;
    return `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}${figure.padEnd(16)}${bound}`;
  });
  return `${lines.join('\n')}\n`;
}
