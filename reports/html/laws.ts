import type { Finding, Validity, Witness } from '../../core/finding.ts';
import type { CriterionStatus } from '../../core/verdict.ts';
import { count, counted } from '../figures.ts';
import { visibleText } from '../visible-text.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { badge } from './status.ts';

const gravity: readonly Validity[] = ['invalid', 'unknown', 'valid', 'not-applicable'];
const lineLength = 600;

const statusOf: Readonly<Record<Validity, CriterionStatus>> = {
  valid: 'pass',
  invalid: 'fail',
  unknown: 'unknown',
  'not-applicable': 'not-applicable',
};

/** What must hold however fast the platform is, and the smallest evidence where it does not. */
export const laws: Section = {
  id: 'laws',
  title: 'Laws',
  body({ verdict }) {
    if (verdict.findings.length === 0) return html`<p>No law was checked.</p>`;
    const sorted = verdict.findings.toSorted((a, b) => gravity.indexOf(a.validity) - gravity.indexOf(b.validity));
    return html`<ul class="laws">${sorted.map(law)}</ul>`;
  },
};

function law(finding: Finding): Markup {
  return html`<li><h3><span class="id">${finding.by}</span> ${badge(statusOf[finding.validity])}</h3>
<p>${finding.summary} <span class="small">${counted(finding.examined, 'record')} examined.</span></p>
${finding.witness !== undefined && witness(finding.by, finding.witness)}</li>`;
}

function witness(by: string, { ids, lines, total }: Witness): Markup {
  const text = lines.map((line) => html`${visibleText(line, lineLength)}\n`);
  const names = ids.map((id) => html`<code>${visibleText(id, 200)}</code> `);
  const shown =
    total > lines.length ? `${count(total)} cases in all; the evidence of the first:` : `${counted(total, 'case')}:`;
  return html`<div class="witness"><p class="small">${shown}</p>
<pre tabindex="0" role="region" aria-label="Evidence of ${by}">${text}</pre>
${names.length > 0 && html`<p class="small">Look for these in the platform’s own logs: ${names}</p>`}</div>`;
}
