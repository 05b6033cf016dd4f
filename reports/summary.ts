import type { CriterionResult, Verdict } from '../core/verdict.ts';
import { capacityInWords } from '../criteria/capacity-in-words.ts';
import { commandToRepeat } from './command-to-repeat.ts';
import { boundOf, count, counted, duration, figureOf, seenValue } from './figures.ts';
import { firstCase, sought } from './first-case.ts';
import { intervalWords } from './html/scale.ts';
import { racesInWords } from './race-words.ts';
import type { ReportInput } from './report-input.ts';
import { resendWords } from './resend-words.ts';
import { bareSentence, scopeWords, standing, tally } from './standing.ts';
import { visibleLine } from './visible-text.ts';

const linesMax = 60;
const rowsMax = 10;
const openMax = 8;
const brokenMax = 5;
const signs = { pass: '✅', fail: '❌', unknown: '❔', 'not-applicable': '➖' } as const;
const verdictSigns = { GO: '✅', CLEAR: '✅', 'NO-GO': '❌', INCOMPLETE: '❔' } as const;

/** The verdict as Markdown for a CI step summary: at most 60 lines, whatever the platform's names are made of. */
export function summary({ verdict, run, timeline }: ReportInput): string {
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
    ...experimentLines(verdict),
    ...load(verdict),
    ...capacity(timeline),
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
    const value = seenValue(line);
    const figure = value === undefined ? (line.reason ?? '') : figureOf(line, value);
    const words = [line.id, figure, intervalWords(line) ?? '', boundOf(line) ?? ''].map((cell) => text(cell, 120));
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
    const first = firstCase(law);
    if (first === undefined) return `- **${text(law.by)}**: ${text(law.summary, 240)}`;
    const ids = first.ids.map((id) => text(sought(id), 60)).join(', ');
    return `- **${text(law.by)}**: ${text(first.sentence, 300)} In all: ${text(law.summary, 160)}. Look for: ${ids}`;
  });
  const rest = laws.length - rows.length;
  return ['## Broken laws', '', ...rows, ...(rest > 0 ? [`- and ${count(rest)} more`] : []), ''];
}

/** How many held, and the first that did not. */
function experimentLines({ experiments = [] }: Verdict): readonly string[] {
  if (experiments.length === 0) return [];
  const of = (status: string) => experiments.filter((experiment) => experiment.status === status);
  const first = of('fail')[0] ?? of('unknown')[0];
  const why = first?.reason ?? first?.claims.find(({ status }) => status === first.status)?.said ?? '';
  const told = first === undefined ? '' : ` ${text(first.name, 80)}: ${text(why, 200)}.`;
  const held = `${count(of('pass').length)} of ${counted(experiments.length, 'hypothesis', 'hypotheses')} held`;
  const unclear = of('unknown').length > 0 ? `, ${count(of('unknown').length)} unknown` : '';
  return [`**Experiments.** ${held}${unclear}.${told}`, ''];
}

function load({ generator, recording, races = [] }: Verdict): readonly string[] {
  const { offered, started, dropped, finished, lagMsP99, status, reason } = generator;
  const resends = resendWords(generator);
  const lag = lagMsP99 === null ? '' : ` Its lag is ${duration(lagMsP99, 3, 'up')} at p99.`;
  const raced = racesInWords(races);
  const damaged = recording.reduce((sum, problem) => sum + problem.count, 0);
  return [
    '## Load',
    '',
    `${counted(offered, 'journey')} offered, ${count(started)} started, ${count(dropped)} dropped,`,
    `${count(finished)} finished.`,
    `Generator: ${status}${reason === undefined ? '' : `, ${text(reason, 240)}`}.${lag}`,
    ...(raced === undefined ? [] : [`Races: ${text(raced)}`]),
    ...(resends === undefined ? [] : [resends]),
    ...(damaged === 0 ? [] : [`Damaged or missing in the run folder: ${counted(damaged, 'record')}.`]),
    '',
  ];
}

function capacity(timeline: ReportInput['timeline']): readonly string[] {
  const found = timeline.find((event) => event.event === 'capacity-found');
  if (found === undefined) return [];
  const sentences = capacityInWords(found).map((sentence) => text(sentence));
  return [`**Capacity.** ${sentences.join(' ')}`, ''];
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
