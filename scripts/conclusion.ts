import { join } from 'node:path';
import { styleText } from 'node:util';
import type { CriterionResult, CriterionStatus, Verdict, VerdictWord } from '../core/verdict.ts';

const linesMax = 12;

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
  const decisive = decisiveCriteria(verdict);
  const lines = ['', headline(verdict), ''];
  lines.push(...criterionLines(decisive.slice(0, linesMax)));
  if (decisive.length > linesMax) lines.push(`  … and ${decisive.length - linesMax} more`);
  lines.push(
    '',
    `Report:       ${join(runFolder, 'report.html')}`,
    `Look closer:  npx ansturm report ${runFolder}`,
    '',
  );
  return lines.join('\n');
}

/** The verdict in one sentence, which may begin with its word or not. */
export function headline({ verdict, sentence }: Verdict): string {
  const said = visible(sentence.startsWith(verdict) ? sentence : `${verdict}: ${sentence}`);
  return paint(wordColour[verdict], said);
}

/** What fails decides before what is unknown, and that before what passes; success criteria stand for the passes. */
function decisiveCriteria(verdict: Verdict): readonly CriterionResult[] {
  const gates = verdict.criteria.filter((criterion) => criterion.inScope && criterion.weight === 'gate');
  const failed = gates.filter((criterion) => criterion.status === 'fail');
  if (failed.length > 0) return failed;
  const unknown = gates.filter((criterion) => criterion.status === 'unknown');
  if (unknown.length > 0) return unknown;
  const success = gates.filter((criterion) => criterion.section.toLowerCase().startsWith('success'));
  return success.length > 0 ? success : gates;
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
  const width = interval === undefined ? '' : ` (${readable(interval[0])} to ${readable(interval[1])})`;
  const demanded = threshold === undefined ? '' : `, demanded ${operator ?? ''} ${readable(threshold)}${unitOf(unit)}`;
  return `${readable(value)}${unitOf(unit)}${width}${demanded}`;
}

function unitOf(unit: string | undefined): string {
  return unit === undefined ? '' : ` ${unit}`;
}

function readable(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '∞';
}

/** Text of the platform may be in there: no control character of it reaches the terminal. */
function visible(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cf}/gu, '�');
}

function paint(colour: Colour, text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
