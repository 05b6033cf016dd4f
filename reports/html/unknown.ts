import type { CriterionResult } from '../../core/verdict.ts';
import { boundOf, figureOf, seenValue } from '../figures.ts';
import { settledBy, standing } from '../standing.ts';
import { html, type Markup } from './markup.ts';
import { intervalWords } from './scale.ts';
import type { Section } from './section.ts';
import { icon } from './status.ts';

/** What this campaign undertook to decide and could not, and what would settle it. */
export const unknown: Section = {
  id: 'unknown',
  title: 'What is unknown',
  body({ verdict }) {
    const { unknown: open, outside, total } = standing(verdict);
    const others =
      outside === 0
        ? null
        : html`<p class="small">${outside} of ${total} lines are outside this campaign and were not asked: they stand in
<a href="#checklist">the checklist</a>.</p>`;
    if (open.length === 0) return html`<p>Nothing in this campaign’s scope.</p>${others}`;
    return html`<ul class="open-lines">${open.map(item)}</ul>${others}`;
  },
};

function item(line: CriterionResult): Markup {
  const interval = intervalWords(line);
  const value = seenValue(line);
  const seen =
    value === undefined
      ? null
      : html`<span class="small">Seen: ${figureOf(line, value)}${interval !== undefined && ` (${interval})`};
must be ${boundOf(line) ?? 'decided'}.</span>`;
  const advice = line.weight === 'advice' && html` <span class="small">advice</span>`;
  return html`<li>${icon('open')}<div><b class="id">${line.id}</b>${advice}
<p>${line.reason ?? 'not measured'}</p>${seen}<p class="small">Settled by ${settledBy(line)}.</p></div></li>`;
}
