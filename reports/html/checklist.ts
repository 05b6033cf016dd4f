import type { CriterionResult } from '../../core/verdict.ts';
import { boundOf, count, counted, decimal, figureOf, isEndless, measure, seenValue } from '../figures.ts';
import { tally } from '../standing.ts';
import { html, type Insertable, type Markup } from './markup.ts';
import { intervalWords } from './scale.ts';
import type { Section } from './section.ts';
import { badge, toneOf } from './status.ts';

/** Every line of the checklist with its evidence, or with the words that say why there is none. */
export const checklist: Section = {
  id: 'checklist',
  title: 'The whole checklist',
  body({ verdict: { criteria } }) {
    const sections = [...new Set(criteria.map((line) => line.section))];
    return html`<p>${counted(criteria.length, 'line')}: ${tally(criteria)}. Nothing passes without evidence.</p>
${filter(criteria)}
<div class="checklist">${sections.map((name) =>
      group(
        name,
        criteria.filter((line) => line.section === name),
      ),
    )}</div>`;
  },
};

/** Radio buttons that the style sheet reads: no script. */
function filter(criteria: readonly CriterionResult[]): Markup {
  const number = (status: CriterionResult['status']): number =>
    criteria.filter((line) => line.status === status).length;
  const choices = [
    ['all', 'all', criteria.length],
    ['fail', 'fail', number('fail')],
    ['unknown', 'unknown', number('unknown')],
    ['pass', 'pass', number('pass')],
    ['scope', 'in scope', criteria.filter((line) => line.inScope).length],
  ] as const;
  const buttons = choices.map(
    ([value, words, lines]) =>
      html`<label><input type="radio" name="show" id="show-${value}"${value === 'all' && html` checked`}> ${words}
<span class="small">${lines}</span></label>`,
  );
  return html`<fieldset class="filter"><legend>Show</legend>${buttons}</fieldset>`;
}

function group(name: string, lines: readonly CriterionResult[]): Markup {
  const isOpen = lines.some((line) => line.inScope || line.status === 'fail');
  return html`<details${isOpen && html` open`}><summary><span class="name">${name}</span>
<span class="small">${tally(lines)}</span></summary>
<ul>${lines.map(item)}</ul></details>
`;
}

function item(line: CriterionResult): Markup {
  const classes = `line ${line.status}${line.inScope ? ' in-scope' : ''}`;
  return html`<li class="${classes}"><div class="state ${toneOf(line.status)}">${badge(line.status)}</div>
<div class="what"><p><b class="id">${line.id}</b> <span>${line.question}</span></p>
${figures(line)}${line.reason !== undefined && html`<p class="reason">${line.reason}</p>`}${details(line)}</div>
<p class="kind small">${line.weight} · ${line.evidence}${!line.inScope && ' · outside'}</p></li>`;
}

function figures(line: CriterionResult): Markup | null {
  const value = seenValue(line);
  if (value === undefined) return null;
  const interval = intervalWords(line);
  const bound = boundOf(line);
  const parts: readonly Insertable[] = [
    html`<b>${figureOf(line, value)}</b>`,
    interval !== undefined && ` (${interval})`,
    bound !== undefined && `, must be ${bound}`,
    line.samples !== undefined && `, ${counted(line.samples, 'sample')}`,
  ];
  return html`<p class="seen">${parts}</p>`;
}

/** Percentiles are in the criterion's own unit; what else there is says its unit itself. */
function details({ details: more, unit }: CriterionResult): Markup | null {
  const entries = Object.entries(more ?? {});
  if (entries.length === 0) return null;
  const words = (name: string, value: number | string): string => {
    if (typeof value === 'string') return value;
    if (/\bp\d\d/.test(name)) return measure(value, unit, 3, 'up');
    return Number.isInteger(value) && !isEndless(value) ? count(value) : decimal(value, 4);
  };
  const pairs = entries.map(
    ([name, value], index) => html`${index > 0 && ' · '}${name}: <bdi>${words(name, value)}</bdi>`,
  );
  return html`<p class="small">${pairs}</p>`;
}
