import { count, counted } from '../figures.ts';
import type { ReportInput } from '../report-input.ts';
import { bareSentence, scopeWords, tally } from '../standing.ts';
import { html, type Markup } from './markup.ts';
import { icon, verdictTone } from './status.ts';

/** The answer: the word, the sentence, and what it does not say. */
export function hero(input: ReportInput): Markup {
  const { verdict, run } = input;
  const tone = verdictTone(verdict.verdict);
  const gates = verdict.criteria.filter((line) => line.inScope && line.weight === 'gate');
  return html`<header class="hero ${tone}">
<p class="kicker"><b>Ansturm</b> <span>${verdict.campaign}</span>
<span>target <bdi>${verdict.target}</bdi></span> <span>${verdict.environment}</span>
<span>${day(run.startedAt)}</span></p>
<h1>${icon(tone)} <span>${verdict.verdict}</span></h1>
<p class="sentence">${bareSentence(verdict)}</p>
<p class="scope"><strong>${scopeWords(verdict)}</strong> Gates in scope: ${tally(gates)}.</p>
<dl class="facts">${facts(input).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${notices(input)}
</header>
`;
}

function facts({ verdict, run, series }: ReportInput): readonly (readonly [string, string])[] {
  return [
    ['users', count(run.users)],
    ['requests measured', count(series.latency.total)],
    ['journeys started', count(verdict.generator.started)],
    ['generator', verdict.generator.status],
    ['seed', String(run.seed)],
  ];
}

/** What a reader has to know before believing anything below. */
function notices({ verdict, timeline }: ReportInput): Markup | null {
  const { status, reason } = verdict.generator;
  const words: Markup[] = [];
  if (verdict.defects.length > 0) {
    words.push(html`The target was started with planted defects: <b>${verdict.defects.join(', ')}</b>.`);
  }
  if (status !== 'good') {
    words.push(
      html`The load generator is <b>${status}</b>${reason !== undefined && `: ${reason}`}.
<a href="#generator">Generator</a>`,
    );
  }
  if (timeline.some((event) => event.event === 'interrupted')) {
    words.push(html`The run was <b>interrupted</b>: what had been recorded until then was judged.`);
  }
  const ended = timeline.filter((event) => event.event === 'process-ended' && !event.expected).length;
  if (ended > 0) {
    words.push(
      html`${counted(ended, 'process', 'processes')} ended <b>unexpectedly</b> during the run.
<a href="#events">Events</a>`,
    );
  }
  const damaged = verdict.recording.reduce((sum, problem) => sum + problem.count, 0);
  if (damaged > 0) {
    words.push(
      html`${counted(damaged, 'record')} of the run folder ${damaged === 1 ? 'is' : 'are'} damaged or missing.
<a href="#recording">Recording</a>`,
    );
  }
  if (words.length === 0) return null;
  return html`<ul class="notices">${words.map((each) => html`<li>${each}</li>`)}</ul>`;
}

/** `2027-03-01T07:58:12.000Z` as `2027-03-01 07:58 UTC`. */
function day(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso;
}
