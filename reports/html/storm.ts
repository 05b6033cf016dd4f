import type { StormKind, StormSeries } from '../../criteria/series.ts';
import { lineLook } from '../charts/palette.ts';
import { samplesOverTime } from '../charts/samples-over-time.ts';
import { clock, count, counted, decimal } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { wideFigure } from './chart-figure.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** Events that arrived, that were acknowledged, and that were done: what lies between two lines waited. */
export const storm: Section = {
  id: 'storm',
  title: 'Webhook storm',
  body({ series: { storms } }) {
    if (storms.length === 0) return null;
    return html`${storms.map(figureOf)}`;
  },
};

function figureOf(seen: StormSeries, index: number): Markup {
  const { plan, fromMs, length, backlog, signatures, forms } = seen;
  const ends = Array.from({ length }, (_, second) => fromMs + (second + 1) * 1000);
  const lines = [
    { name: 'events sent', atMs: ends, values: seen.arrived },
    { name: 'acknowledged', atMs: ends, values: seen.acknowledged },
    ...(backlog.atMs.length === 0 ? [] : [{ name: 'done', atMs: backlog.atMs, values: backlog.done }]),
  ].map((line, place) => ({ ...line, look: lineLook(place) }));
  const words = inWords(seen);
  return html`<h3><bdi>${visibleLine(plan, 80)}</bdi></h3>
${wideFigure({
  title: 'Events so far',
  legend: lines.map(({ name, look }) => ({ name, look })),
  caption: words,
  draw: (size, suffix) =>
    samplesOverTime(
      {
        ...{ id: `storm${index}${suffix}`, label: words, lines, format: (value) => count(value) },
        span: { fromMs, toMs: fromMs + length * 1000 },
      },
      size,
    ),
})}
${kindTable(`Deliveries of ${visibleLine(plan, 80)} by signature`, 'signature', signatures)}
${kindTable(`Genuine deliveries of ${visibleLine(plan, 80)} by form`, 'form', forms)}`;
}

function kindTable(title: string, head: string, kinds: readonly StormKind[]): Markup {
  const columns = ['deliveries', 'acknowledged', 'refused', 'no answer'].map((name) => ({
    head: name,
    isFigure: true,
  }));
  const rows = kinds.map(({ name, deliveries, acknowledged, refused, unanswered }) => [
    visibleLine(name, 80),
    ...[deliveries, acknowledged, refused, unanswered].map((figure) => count(figure)),
  ]);
  return table(title, [{ head }, ...columns], rows);
}

function inWords(seen: StormSeries): string {
  const { deliveries, events, acknowledgedEvents, overlapping, acknowledgementP95Ms: p95, backlog } = seen;
  const sent = `${counted(deliveries, 'delivery', 'deliveries')} of ${counted(events, 'event')}`;
  const answered = p95 === null ? 'more than 5 % had no answer' : `95 % were answered within ${decimal(p95)} ms`;
  const dead = backlog.dead.at(-1) ?? 0;
  return [
    `${sent}, ${count(acknowledgedEvents)} acknowledged; ${answered}.`,
    `${counted(overlapping, 'event')} had two deliveries under way at once.`,
    waitingInWords(seen),
    ...(dead === 0 ? [] : [`${counted(dead, 'event was', 'events were')} given up.`]),
  ].join(' ');
}

function waitingInWords({ backlog: { atMs, waiting } }: StormSeries): string {
  const lastBusy = waiting.findLastIndex((count) => count > 0);
  const emptyMs = atMs[lastBusy + 1];
  if (atMs.length === 0) return 'The platform was not asked what waits.';
  if (emptyMs === undefined) return `${count(waiting.at(-1) ?? 0)} waited at the end.`;
  const most = waiting.reduce((highest, each) => Math.max(highest, each), 0);
  return `At most ${count(most)} were seen waiting; from ${clock(emptyMs)} on none.`;
}
