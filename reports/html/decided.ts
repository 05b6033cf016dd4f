import type { Finding } from '../../core/finding.ts';
import type { CriterionResult } from '../../core/verdict.ts';
import { counted, figureOf, seenValue } from '../figures.ts';
import { firstCase } from '../first-case.ts';
import { standing } from '../standing.ts';
import { html, type Markup } from './markup.ts';
import { intervalWords, scale } from './scale.ts';
import type { Section } from './section.ts';
import { badge, toneOf } from './status.ts';

/** The lines that made the verdict what it is, each with its figure against its threshold. */
export const decided: Section = {
  id: 'decided',
  title: 'What decided it',
  body({ verdict }) {
    const { decisive, alsoDecided } = standing(verdict);
    const nothing = html`<p>No gate of this campaign could be decided.</p>`;
    return html`${decisive.length === 0 ? nothing : cards(decisive, verdict.findings)}
${alsoDecided.length > 0 && html`<h3>Also decided</h3>${cards(alsoDecided, verdict.findings)}`}`;
  },
};

function cards(lines: readonly CriterionResult[], findings: readonly Finding[]): Markup {
  const drawn = lines.filter((line) => line.threshold !== undefined && line.value !== undefined);
  const ordered = [...drawn, ...lines.filter((line) => !drawn.includes(line))];
  return html`<ul class="cards">${ordered.map((line) =>
    card(
      line,
      findings.find((finding) => finding.by === line.id),
    ),
  )}</ul>`;
}

function card(line: CriterionResult, finding: Finding | undefined): Markup {
  return html`<li class="card ${toneOf(line.status)}">
<h3><span class="id">${line.id}</span> ${badge(line.status)}</h3>
<p class="question">${line.question}</p>
${scale(line) ?? figure(line)}
${words(line, finding)}
<p class="small">${small(line)}</p>
</li>`;
}

function figure(line: CriterionResult): Markup | null {
  const value = seenValue(line);
  return value === undefined ? null : html`<p class="lone">${figureOf(line, value)}</p>`;
}

function words(line: CriterionResult, finding: Finding | undefined): Markup | null {
  if (line.status === 'unknown' || line.status === 'not-applicable')
    return html`<p class="reason"><a href="#unknown">Why, and what would settle it</a></p>`;
  const told = finding?.witness?.scenes === undefined ? undefined : firstCase(finding)?.sentence;
  const text = told ?? line.reason ?? finding?.summary;
  if (text === undefined || (line.status === 'pass' && line.threshold !== undefined)) return null;
  const link = finding?.witness === undefined ? null : html` <a href="#laws">Witness</a>`;
  return html`<p class="reason">${text}${link}</p>`;
}

function small(line: CriterionResult): string {
  const parts = [
    line.weight === 'advice' ? 'advice, decides nothing' : undefined,
    line.inScope ? undefined : 'outside this campaign’s scope',
    intervalWords(line) === undefined ? undefined : `interval ${intervalWords(line)}`,
    line.samples === undefined ? undefined : counted(line.samples, 'sample'),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
