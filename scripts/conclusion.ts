import { join } from 'node:path';
import { styleText } from 'node:util';
import type { Finding } from '../core/finding.ts';
import type { CriterionResult, CriterionStatus, Verdict, VerdictWord } from '../core/verdict.ts';
import { firstCase } from '../reports/first-case.ts';
import { standing } from '../reports/standing.ts';
import { visible } from './visible.ts';

const linesMax = 12;
const casesMax = 5;

type Colour = Parameters<typeof styleText>[0];
const wordColour: Readonly<Record<VerdictWord, Colour>> = {
  GO: 'green',
  CLEAR: 'green',
  'NO-GO': 'red',
  INCOMPLETE: 'yellow',
};
const statusColour: Readonly<Record<CriterionStatus, Colour>> = {
  pass: 'green',
  fail: 'red',
  unknown: 'yellow',
  'not-applicable': 'dim',
};

/** What a run ends with on the terminal: the verdict, what decided it, where the report lies, how to look closer. */
export function conclusion(verdict: Verdict | null, runFolder: string): string {
  if (verdict === null) return `\nNo verdict. What was recorded lies in ${runFolder}\n`;
  const decisive = shownOf(verdict);
  const lines = ['', headline(verdict), ''];
  lines.push(...criterionLines(decisive.slice(0, linesMax)));
  if (decisive.length > linesMax) lines.push(`  … and ${decisive.length - linesMax} more`);
  lines.push(
    ...convictions(verdict.findings, decisive),
    '',
    `Report:       ${join(runFolder, 'report.html')}`,
    `Look closer:  npx ansturm report ${runFolder}`,
    '',
  );
  return lines.join('\n');
}

/** What the laws that decided it were broken by: the first case of each as a sentence, and what to grep for. */
function convictions(findings: readonly Finding[], decisive: readonly CriterionResult[]): readonly string[] {
  const broken = findings.filter(({ by }) => decisive.some(({ id }) => id === by));
  const told = broken.flatMap((finding) => {
    const first = firstCase(finding);
    if (first === undefined) return [];
    const ids = first.ids.map((id) => clipped(id, 60)).join('  ');
    return [['', `${finding.by}: ${clipped(first.sentence, 400)}`, `  grep for:   ${ids}`]];
  });
  const rest = told.length - casesMax;
  return [...told.slice(0, casesMax).flat(), ...(rest > 0 ? ['', `… and ${rest} more laws, in the report`] : [])];
}

function clipped(text: string, max: number): string {
  return visible(text.length > max ? `${text.slice(0, max)}…` : text);
}

/** The verdict in one sentence, which may begin with its word or not. */
export function headline({ verdict, sentence }: Pick<Verdict, 'verdict' | 'sentence'>): string {
  const said = visible(sentence.startsWith(verdict) ? sentence : `${verdict}: ${sentence}`);
  return paint(wordColour[verdict], said);
}

/** Of what passes, the success criteria stand for all. */
function shownOf(verdict: Verdict): readonly CriterionResult[] {
  const { decisive } = standing(verdict);
  if (verdict.verdict === 'NO-GO' || verdict.verdict === 'INCOMPLETE') return decisive;
  const success = decisive.filter((criterion) => criterion.section.toLowerCase().startsWith('success'));
  return success.length > 0 ? success : decisive;
}

/** `  fail     api-latency      312 ms (298 to 330), demanded < 200 ms`, in columns. */
export function criterionLines(criteria: readonly CriterionResult[]): readonly string[] {
  const width = Math.max(...criteria.map(({ id }) => id.length), 0) + 2;
  return criteria.map((criterion) => {
    const status = paint(statusColour[criterion.status], criterion.status.padEnd('not-applicable'.length));
    const parts = [figures(criterion), criterion.status === 'pass' ? undefined : criterion.reason].filter(Boolean);
    return `  ${status} ${criterion.id.padEnd(width)}${visible(parts.join(' · '))}`.trimEnd();
  });
}

function figures({ value, interval, operator, threshold, unit }: CriterionResult): string | undefined {
  if (value === undefined) return undefined;
  const width = interval === undefined ? '' : ` (${readable(interval[0], '-∞')} to ${readable(interval[1])})`;
  const demanded = threshold === undefined ? '' : `, demanded ${operator ?? ''} ${readable(threshold)}${unitOf(unit)}`;
  return `${readable(value)}${unitOf(unit)}${width}${demanded}`;
}

function unitOf(unit: string | undefined): string {
  return unit === undefined ? '' : ` ${unit}`;
}

/** A verdict holds null for what is infinite. */
function readable(value: number | null, infinite = '∞'): string {
  return value === null ? infinite : String(Number(value.toPrecision(4)));
}

function paint(colour: Colour, text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
