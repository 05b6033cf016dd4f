import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { Verdict } from '../core/verdict.ts';
import { criterionLines, headline } from './conclusion.ts';
import { readableFolder } from './run-folder.ts';

export function report(program: Command): void {
  program
    .command('report')
    .description('the whole checklist of a judged run, line by line, and where its report lies')
    .argument('<run folder>', 'such as reports/runs/2027-03-01T08-00-00Z-rehearsal, or `latest`')
    .option('--json', 'the verdict document alone on stdout')
    .addHelpText('after', '\nExample:\n  npx ansturm report latest')
    .action(async (typed: string, { json }: { readonly json?: boolean }) => {
      const folder = await readableFolder(typed);
      const text = await verdictText(folder);
      process.stdout.write(json === true ? text : checklist(JSON.parse(text), folder));
    });
}

async function verdictText(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'verdict.json'), 'utf8');
  } catch (cause) {
    throw new Failure(`The run in ${folder} was not judged yet.`, {
      exitCode: exitCode.badUsage,
      hint: `npx ansturm judge ${folder}`,
      cause,
    });
  }
}

function checklist(verdict: Verdict, folder: string): string {
  const lines = [headline(verdict)];
  for (const section of new Set(verdict.criteria.map((criterion) => criterion.section))) {
    lines.push('', section, ...criterionLines(verdict.criteria.filter((criterion) => criterion.section === section)));
  }
  const convictions = verdict.findings.filter((finding) => finding.validity === 'invalid');
  for (const { by, summary, witness } of convictions) {
    lines.push('', `${by}: ${summary}`, ...(witness?.lines ?? []).map((line) => `  ${line}`));
  }
  lines.push('', `Report: ${join(folder, 'report.html')}`, '');
  return lines.join('\n');
}
