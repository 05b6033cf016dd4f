import type { Finding, Validity, Witness } from '../../core/finding.ts';
import { isTraceId } from '../../core/is-trace-id.ts';
import type { CriterionStatus, Verdict } from '../../core/verdict.ts';
import { count, counted } from '../figures.ts';
import type { ReportInput } from '../report-input.ts';
import { visibleLine, visibleText } from '../visible-text.ts';
import { html, type Markup } from './markup.ts';
import { sceneFigure } from './scene-figure.ts';
import type { Section } from './section.ts';
import { badge } from './status.ts';

const gravity: readonly Validity[] = ['invalid', 'unknown', 'valid', 'not-applicable'];
const lineLength = 600;
const scenesMax = 3;

const statusOf: Readonly<Record<Validity, CriterionStatus>> = {
  valid: 'pass',
  invalid: 'fail',
  unknown: 'unknown',
  'not-applicable': 'not-applicable',
};

/** What must hold however fast the platform is, what there was to judge, and the smallest evidence against it. */
export const laws: Section = {
  id: 'laws',
  title: 'Laws',
  body({ verdict, run }) {
    if (verdict.findings.length === 0) return html`<p>No law was checked.</p>`;
    const sorted = verdict.findings.toSorted((a, b) => gravity.indexOf(a.validity) - gravity.indexOf(b.validity));
    return html`<ul class="laws">${sorted.map((finding) => law(finding, verdict, run))}</ul>`;
  },
};

function law(finding: Finding, { criteria }: Verdict, run: ReportInput['run']): Markup {
  const question = criteria.find(({ id }) => id === finding.by)?.question;
  return html`<li><h3><span class="id">${finding.by}</span> ${badge(statusOf[finding.validity])}</h3>
${question !== undefined && html`<p class="small question">${question}</p>`}
<p>${finding.summary} <span class="small">${counted(finding.examined, 'record')} examined.</span></p>
${reached(finding)}
${finding.witness !== undefined && witness(finding.by, finding.witness, run)}</li>`;
}

/** Non-vacuity: a law says something only where it had something to judge. */
function reached({ reached: states = [] }: Finding): Markup | null {
  if (states.length === 0) return null;
  const items = states.map(({ what, count: times }) => {
    const never = times === 0 && html` class="never"`;
    return html`<li${never}><b>${times === 0 ? 'never' : count(times)}</b> <bdi>${visibleLine(what, 200)}</bdi></li>`;
  });
  return html`<div class="reached small"><span>What came about:</span><ul>${items}</ul></div>`;
}

function witness(by: string, { ids, lines, total, scenes = [] }: Witness, { startedAt }: ReportInput['run']): Markup {
  const traces = new Set([...ids, ...scenes.flatMap(({ bars }) => bars.map(({ id }) => id))].filter(isTraceId));
  const copied = (id: string): Markup => html`<code class="copy">${visibleText(id, 200)}</code> `;
  const names = ids.filter((id) => !traces.has(id)).map(copied);
  const both = 'These are trace ids, to be found there and in its store of traces:';
  const drawn = scenes.slice(0, scenesMax).map((scene) => sceneFigure(scene, startedAt));
  return html`<div class="witness">${drawn}${evidence(by, lines, total, drawn.length > 0)}
${names.length > 0 && html`<p class="small">Look for these in the platform’s own logs: ${names}</p>`}
${traces.size > 0 && html`<p class="small">${both} ${[...traces].map(copied)}</p>`}</div>`;
}

/** The cases as text; below a drawing they are folded up. */
function evidence(by: string, lines: readonly string[], total: number, isFolded: boolean): Markup {
  const text = lines.map((line) => html`${visibleText(line, lineLength)}\n`);
  const pre = html`<pre tabindex="0" role="region" aria-label="Evidence of ${by}">${text}</pre>`;
  const number = total > lines.length ? `${count(total)} cases in all` : counted(total, 'case');
  if (isFolded) {
    const shown = total > lines.length ? `, ${count(lines.length)} of them` : '';
    return html`<details><summary>${number}${shown} as text</summary>${pre}</details>`;
  }
  return html`<p class="small">${total > lines.length ? `${number}; the evidence of the first:` : `${number}:`}</p>
${pre}`;
}
