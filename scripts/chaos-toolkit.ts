import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Experiment } from '../chaos/experiment.ts';
import { camelCase } from '../core/camel-case.ts';
import { badUsage } from './bad-usage.ts';
import { inventory } from './inventory.ts';
import { visible } from './visible.ts';

export function chaosToolkit(program: Command): void {
  program
    .command('chaos-toolkit')
    .description("an experiment as Chaos Toolkit's JSON, or its JSON as an experiment; what has no words is listed")
    .argument('<experiment or file>', 'the name of one of ours, or a .json file of theirs')
    .addHelpText(
      'after',
      '\nExamples:\n  npx ansturm chaos-toolkit database-cut > database-cut.json\n' +
        '  npx ansturm chaos-toolkit their.json > chaos/experiments/their-title.ts',
    )
    .action(async (typed: string) => {
      const { said, left } = typed.endsWith('.json') ? await theirs(typed) : await ours(typed);
      process.stderr.write(`left out:\n${left.map((line) => `  ${visible(line)}`).join('\n')}\n`);
      process.stdout.write(said);
    });
}

interface Said {
  readonly said: string;
  readonly left: readonly string[];
}

async function ours(name: string): Promise<Said> {
  const names = (await inventory('experiments')).map((entry) => entry.name);
  if (!names.includes(name))
    throw badUsage(`There is no experiment "${visible(name)}".`, [`there are ${names.join(', ')}`]);
  const { writeToolkit } = await import('../chaos/toolkit/write-toolkit.ts');
  const module = (await import(`../chaos/experiments/${name}.ts`)) as Record<string, Experiment>;
  const { document, left } = writeToolkit(module[camelCase(name)] as Experiment);
  if (document === undefined) throw badUsage(`Nothing that ${name} breaks can be said to Chaos Toolkit.`, left);
  return { said: `${JSON.stringify(document, undefined, 2)}\n`, left };
}

async function theirs(file: string): Promise<Said> {
  const [{ toolkitProblems }, { readToolkit }] = await Promise.all([
    import('../chaos/toolkit/toolkit-experiment.ts'),
    import('../chaos/toolkit/read-toolkit.ts'),
  ]);
  const document = await parsed(file);
  const problems = toolkitProblems(document);
  if (problems.length > 0) throw badUsage(`${visible(file)} is no experiment of Chaos Toolkit:`, problems.map(visible));
  const { experiment, left } = readToolkit(document as Parameters<typeof readToolkit>[0]);
  if (experiment === undefined) throw badUsage('It breaks nothing that we can break:', left.map(visible));
  return { said: sourceOf(experiment), left };
}

async function parsed(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw badUsage(`${visible(file)} cannot be read.`, [error.message]);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badUsage(`${visible(file)} is no JSON.`, [(error as Error).message]);
  }
}

/** A file of chaos/experiments/. */
function sourceOf(experiment: Experiment): string {
  const { name } = experiment;
  return [
    "import type { Experiment } from '../experiment.ts';\n",
    `export const ${camelCase(name)}: Experiment = ${JSON.stringify(experiment, undefined, 2)};`,
    '',
  ].join('\n');
}
