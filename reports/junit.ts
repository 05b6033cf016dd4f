import type { Finding } from '../core/finding.ts';
import type { CriterionResult } from '../core/verdict.ts';
import { boundOf, figureOf, seenValue } from './figures.ts';
import { firstCase, sought } from './first-case.ts';
import { escapeText } from './html/markup.ts';
import type { ReportInput } from './report-input.ts';
import { visibleLine } from './visible-text.ts';

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

/**
 * One test case a criterion in scope (and a gate that fails outside it), one suite a section of the checklist, so that
 * the file is green exactly when the campaign is: a gate that fails is a `failure`; a gate that is unknown, or does not
 * apply, is an `error` (nothing was shown, and that is no pass). Advice never turns a verdict, so what is not a pass
 * there is `skipped`, and says whether it failed.
 */
export function junit({ verdict, run }: ReportInput): string {
  const lines = verdict.criteria.filter((line) => line.inScope || (line.weight === 'gate' && line.status === 'fail'));
  const sections = [...new Set(lines.map((line) => line.section))];
  const name = `ansturm ${verdict.campaign}: ${verdict.verdict}`;
  const suites = sections.map((section) =>
    suite(
      section,
      lines.filter((line) => line.section === section),
      run.startedAt,
      verdict.findings,
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${attribute(name)}"${totals(lines)}>
${suites.join('\n')}
</testsuites>
`;
}

function suite(
  section: string,
  lines: readonly CriterionResult[],
  startedAt: string,
  findings: readonly Finding[],
): string {
  const told = (line: CriterionResult): string => toldBy(findings.find(({ by }) => by === line.id));
  const cases = lines.map((line) => testCase(line, told(line))).join('\n');
  return `  <testsuite name="${attribute(section)}" timestamp="${attribute(startedAt)}"${totals(lines)}>
${cases}
  </testsuite>`;
}

/** The first case of a law's conviction, in front of the figures. */
function toldBy(finding: Finding | undefined): string {
  const first = finding === undefined ? undefined : firstCase(finding);
  if (first === undefined) return '';
  const ids = first.ids.map((id) => visibleLine(sought(id), 60));
  return `${visibleLine(first.sentence, 400)} Look for: ${ids.join(', ')}; `;
}

/** @param told what goes before the reason */
function testCase(line: CriterionResult, told: string): string {
  const name = attribute(`${line.id}: ${line.question}`);
  const head = `    <testcase classname="${attribute(line.section)}" name="${name}"`;
  const outcome = outcomeOf(line);
  if (outcome === 'passed') return `${head}/>`;
  const weight = line.weight === 'advice' ? `advice, ${line.status}: ` : '';
  const message = attribute(`${weight}${told}${reason(line)}`);
  const type = outcome === 'skipped' ? '' : ` type="${line.status}"`;
  return `${head}>\n      <${outcome} message="${message}"${type}/>\n    </testcase>`;
}

function outcomeOf({ status, weight }: CriterionResult): Outcome {
  if (status === 'pass') return 'passed';
  if (weight === 'advice') return 'skipped';
  return status === 'fail' ? 'failure' : 'error';
}

function reason(line: CriterionResult): string {
  const value = seenValue(line);
  const bound = boundOf(line);
  const figures =
    value === undefined ? '' : `${figureOf(line, value)}${bound === undefined ? '' : `, must be ${bound}`}`;
  return [figures, line.reason].filter((part) => part !== undefined && part !== '').join('; ') || 'no reason was given';
}

function totals(lines: readonly CriterionResult[]): string {
  const number = (outcome: Outcome): number => lines.filter((line) => outcomeOf(line) === outcome).length;
  const bad = `failures="${number('failure')}" errors="${number('error')}"`;
  return ` tests="${lines.length}" ${bad} skipped="${number('skipped')}"`;
}

function attribute(text: string): string {
  return escapeText(visibleLine(text));
}
