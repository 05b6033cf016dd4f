import type { CriterionResult, Verdict } from '../core/verdict.ts';
import { commandToRepeat } from './command-to-repeat.ts';
import { boundOf, count, counted, duration, figureOf } from './figures.ts';
import { intervalWords } from './html/scale.ts';
import type { ReportInput } from './report-input.ts';
import { bareSentence, scopeWords, standing, tally } from './standing.ts';
import { visibleLine } from './visible-text.ts';

const linesMax = 60;
const rowsMax = 12;
const openMax = 10;
const brokenMax = 5;
const signs = { pass: '✅', fail: '❌', unknown: '❔', 'not-applicable': '➖' } as const;
const verdictSigns = { GO: '✅', CLEAR: '✅', 'NO-GO': '❌', INCOMPLETE: '❔' } as const;

/** The verdict as Markdown for a CI step summary: at most 60 lines, whatever the platform's names are made of. */
export function summary({ verdict, run }: ReportInput): string {
  const { decisive, alsoDecided, unknown } = standing(verdict);
  const gates = verdict.criteria.filter((line) => line.inScope && line.weight === 'gate');
  const isIncomplete = verdict.verdict === 'INCOMPLETE';
  const lines = [
    `# ${verdictSigns[verdict.verdict]} ${verdict.verdict}: ${text(verdict.campaign)} of ${text(verdict.target, 80)}`,
    '',
    text(bareSentence(verdict)),
    '',
    `**${text(scopeWords(verdict))}** Gates in scope: ${tally(gates)}.`,
    '',
    ...table([...(isIncomplete ? [] : decisive), ...alsoDecided]),
    ...open(unknown),
    ...broken(verdict),
    ...load(verdict),
    '## Again',
    '',
    `    ${visibleLine(commandToRepeat(run), 400)}`,
    '',
    `Seed ${run.seed}, ${counted(run.users, 'user')}, ${text(
      Object.entries(run.toolVersions)
        .map((pair) => pair.join(' '))
        .join(', '),
      200,
    )}. Everything else stands in report.html.`,
  ];
  return `${lines.slice(0, linesMax - 1).join('\n')}\n`;
}

function table(lines: readonly CriterionResult[]): readonly string[] {
  if (lines.length === 0) return [];
  const rows = lines.slice(0, rowsMax).map((line) => {
    const value = line.value === undefined || line.value === null ? (line.reason ?? '') : figureOf(line, line.value);
    const words = [line.id, value, intervalWords(line) ?? '', boundOf(line) ?? ''].map((cell) => text(cell, 120));
    return `| ${signs[line.status]} ${line.status} | ${words.join(' | ')} |`;
  });
  const rest = lines.length - rows.length;
  return [
    '| | criterion | value | interval | must be |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...(rest > 0 ? [`${count(rest)} more in report.html.`, ''] : []),
  ];
}

function open(lines: readonly CriterionResult[]): readonly string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - openMax;
  return [
    '## Unknown',
    '',
    ...lines.slice(0, openMax).map((line) => `- **${text(line.id)}**: ${text(line.reason ?? 'not measured', 240)}`),
    ...(rest > 0 ? [`- and ${count(rest)} more`] : []),
    '',
  ];
}

function broken({ findings }: Verdict): readonly string[] {
  const laws = findings.filter((finding) => finding.validity === 'invalid');
  if (laws.length === 0) return [];
  const rows = laws.slice(0, brokenMax).map((law) => {
    const witness = law.witness?.lines[0];
    const first = witness === undefined ? '' : ` First: ${text(witness, 240)}`;
    return `- **${text(law.by)}**: ${text(law.summary, 240)}${first}`;
  });
  const rest = laws.length - rows.length;
  return ['## Broken laws', '', ...rows, ...(rest > 0 ? [`- and ${count(rest)} more`] : []), ''];
}

function load({ generator, recording }: Verdict): readonly string[] {
  const { offered, started, dropped, finished, lagMsP99, status, reason } = generator;
  const lag = lagMsP99 === null ? '' : ` Its lag is ${duration(lagMsP99, 3, 'up')} at p99.`;
  const damaged = recording.reduce((sum, problem) => sum + problem.count, 0);
  return [
    '## Load',
    '',
    `${counted(offered, 'journey')} offered, ${count(started)} started, ${count(dropped)} dropped,`,
    `${count(finished)} finished.`,
    `Generator: ${status}${reason === undefined ? '' : `, ${text(reason, 240)}`}.${lag}`,
    ...(damaged === 0 ? [] : [`Damaged or missing in the run folder: ${counted(damaged, 'record')}.`]),
    '',
  ];
}

/** Text that Markdown, and the HTML in it, take for nothing but text; links are not made of it. */
function text(value: string, max = 400): string {
  return visibleLine(value, max)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]#|~$^]/g, (sign) => `\\${sign}`)
    .replaceAll('://', '&#58;//')
    .replace(/\b(www)\./gi, '$1&#46;')
    .replaceAll('@', '&#64;');
}
