import type { Bar, Scene } from '../../core/finding.ts';
import { drawnBars, narrowTimeline, timeline, timelineStartMs, wideTimeline } from '../charts/timeline.ts';
import { clock, counted, decimal, duration } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { html, type Markup } from './markup.ts';
import { icon } from './status.ts';

const outcomes = {
  ok: 'acknowledged',
  fail: 'refused',
  info: 'no answer, so it may have taken effect at any time after its start, or never',
} as const;

/**
 * A few operations that cannot all be true: the sentence, the timeline, and each operation in words with its id.
 * @param startedAt ISO time of the run's clock zero
 */
export function sceneFigure(scene: Scene, startedAt: string): Markup {
  const bars = drawnBars(scene);
  const sentence = visibleLine(scene.sentence, 600);
  if (bars.length === 0) return html`<figure class="scene"><p class="title"><bdi>${sentence}</bdi></p></figure>`;
  const wrong = bars.filter(({ isContradiction }) => isContradiction).length;
  const fromMs = timelineStartMs(bars);
  const label = `Timeline of ${counted(bars.length, 'operation')} of ${counted(
    new Set(bars.map(({ process }) => process)).size,
    'user',
  )}, described in the list that follows`;
  return html`<figure class="scene">
<p class="title"><bdi>${sentence}</bdi></p>
${legend(bars, wrong)}
<div class="for-wide">${timeline(scene, wideTimeline, label)}</div>
<div class="for-narrow">${timeline(scene, narrowTimeline, label)}</div>
<figcaption>0 ms is ${wallClock(startedAt, fromMs)}${clock(fromMs)} after the run’s start.
One lane is one user.</figcaption>
<ol class="operations">${bars.map((bar, index) => operation(bar, index + 1, fromMs, wrong))}</ol>
</figure>
`;
}

function togetherWords(wrong: number): string {
  if (wrong === 1) return 'cannot be true';
  return wrong === 2 ? 'cannot both be true' : 'cannot all be true';
}

function legend(bars: readonly Bar[], wrong: number): Markup {
  const has = (type: Bar['type']): boolean => bars.some((bar) => bar.type === type);
  const items = [
    wrong > 0 && html`<li>${icon('bad')} <b>bold: ${togetherWords(wrong)}</b></li>`,
    has('ok') && html`<li>${sample('ok')} filled: acknowledged</li>`,
    has('fail') && html`<li>${sample('fail')} hollow: refused</li>`,
    has('info') && html`<li>${sample('info')} dashed and open: no answer</li>`,
  ];
  return html`<ul class="legend">${items}</ul>`;
}

function sample(type: Bar['type']): Markup {
  const bar =
    type === 'info'
      ? html`<path class="bar" d="M25 2H2V10H25"/>`
      : html`<rect class="bar" x="1" y="2"
width="24" height="8" rx="2"/>`;
  return html`<svg class="sample timeline" viewBox="0 0 26 12" aria-hidden="true"><g class="${type}">${bar}</g></svg>`;
}

function operation(bar: Bar, number: number, fromMs: number, wrong: number): Markup {
  const { startMs, endMs, type, isContradiction } = bar;
  const span = `${offset(startMs - fromMs)} to ${offset(endMs - fromMs)}`;
  return html`<li${isContradiction && html` class="wrong"`}><span class="number">${number}</span>
<div><p><bdi>${visibleLine(bar.label, 300)}</bdi>${
    isContradiction && html` <span class="badge bad">${icon('bad')} ${togetherWords(wrong)}</span>`
  }</p>
<p class="small"><bdi>${visibleLine(bar.process, 120)}</bdi>, ${span}: ${outcomes[type]}. Operation <code
class="copy">${visibleLine(bar.id, 200)}</code></p></div></li>`;
}

function offset(ms: number): string {
  return Math.abs(ms) < 10_000 ? `${decimal(ms, 3)} ms` : duration(ms, 5);
}

/** `10:00:03.412 UTC, `, or nothing where the run's start cannot be read. */
function wallClock(startedAt: string, atMs: number): string {
  const utcMs = Date.parse(startedAt) + atMs;
  return Number.isFinite(utcMs) ? `${new Date(utcMs).toISOString().slice(11, 23)} UTC, ` : '';
}
