import { styleText } from 'node:util';
import type { Command } from 'commander';
import { exitCode } from '../core/exit-code.ts';
import { badUsage } from './bad-usage.ts';
import type { Diagnosis } from './diagnosis.ts';
import { splitWords } from './split-words.ts';

interface Typed {
  readonly json?: boolean;
  readonly target?: string;
  readonly baseUrl: readonly string[];
  readonly host: readonly string[];
  readonly ca?: string;
  readonly world?: string;
  readonly finalState?: string;
}

export function doctor(program: Command): void {
  const collect = (url: string, urls: readonly string[]): readonly string[] => [...urls, url];
  program
    .command('doctor')
    .description('what this machine has, what is missing, and what to do about it; or what an adapter understands')
    .option('--target <name or file>', 'tries each operation that this adapter declares, once')
    .option('--base-url <url>', 'with --target: where the platform answers', collect, [])
    .option('--host <host>', 'with --target: a host that its owner lets be loaded; repeat it for more', collect, [])
    .option('--ca <file>', 'with --target: certificates of an authority to trust, PEM')
    .option('--world <file>', 'with --target: a world.json to look for places in, where the adapter has no catalogue')
    .option('--final-state <command>', 'with --target: the command that prints what is stored, tried too')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  npx ansturm doctor' +
        '\n  npx ansturm doctor --target ./my-platform.ts --base-url http://127.0.0.1:8080',
    )
    .action(async (typed: Typed) => {
      if (typed.target === undefined && typed.baseUrl.length === 0) await lookAtMachine(typed.json === true);
      else await lookAtTarget(typed);
    });
}

async function lookAtMachine(isJson: boolean): Promise<void> {
  const { diagnose } = await import('./diagnose.ts');
  const diagnoses = await diagnose();
  process.stdout.write(isJson ? `${JSON.stringify(diagnoses, undefined, 2)}\n` : table(diagnoses));
  if (diagnoses.some(({ state }) => state === 'missing')) process.exitCode = exitCode.harnessBroke;
}

async function lookAtTarget({ target, baseUrl, host, ca, world, finalState, json }: Typed): Promise<void> {
  const problems: string[] = [];
  if (target === undefined) problems.push('--base-url goes with --target.');
  if (baseUrl.length === 0)
    problems.push('--target: say where the platform answers, with --base-url http://127.0.0.1:8080.');
  if (target !== undefined && !/[/\\]|\.ts$/.test(target)) {
    const { unknownWords } = await import('./run-options.ts');
    problems.push(...(await unknownWords('target', [target], ['targets'])));
  }
  const stateCommand = finalState === undefined ? undefined : splitWords(finalState);
  if (finalState !== undefined && stateCommand === undefined) problems.push('--final-state: it is no command.');
  if (problems.length > 0 || target === undefined) throw badUsage('This cannot be tried as it was typed:', problems);
  const { interruption } = await import('./interruption.ts');
  const signal = interruption((text) => void process.stderr.write(`${text}\n`), 'ending the try');
  const { diagnoseTarget } = await import('./diagnose-target.ts');
  const diagnosis = await diagnoseTarget({
    ...{ target, signal, reaching: { baseUrls: baseUrl, hosts: host, caFile: ca } },
    ...(world === undefined ? {} : { worldFile: world }),
    ...(stateCommand === undefined ? {} : { stateCommand }),
  });
  if (!diagnosis.trials.every(({ state }) => state === 'ok')) process.exitCode = exitCode.incomplete;
  const { trialTable } = await import('./trial-table.ts');
  process.stdout.write(json === true ? `${JSON.stringify(diagnosis, undefined, 2)}\n` : trialTable(diagnosis));
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
