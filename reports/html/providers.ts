import type { FaultBand, OutgoingSeries, ProviderSeries } from '../../criteria/series.ts';
import { lineLook } from '../charts/palette.ts';
import { perSecond } from '../charts/per-second.ts';
import { samplesOverTime } from '../charts/samples-over-time.ts';
import { clock, count, counted } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { halfFigure, wideFigure } from './chart-figure.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** What the platform called, what became of it, and what waited meanwhile: shaded where a provider was told to fail. */
export const providers: Section = {
  id: 'providers',
  title: 'Calls to providers',
  body({ series: { outgoing, faults } }) {
    if (outgoing === undefined) return null;
    const others = untold(faults);
    return html`<div class="halves">${outgoing.providers.map((seen, index) => figureOf(seen, index, others))}</div>
${waitingFigure(outgoing, faults)}
${totals(outgoing.providers)}`;
  },
};

/** What a provider was told is shaded already. */
function untold(faults: readonly FaultBand[] | undefined): readonly FaultBand[] {
  return (faults ?? []).filter(({ fault }) => !fault.startsWith('provider-'));
}

function figureOf(seen: ProviderSeries, index: number, faults: readonly FaultBand[]): Markup {
  const name = visibleLine(seen.provider, 40);
  const lines = (['answered', 'failed', 'unanswered'] as const).map((outcome, place) => ({
    ...{ name: words[outcome], values: seen[outcome], choice: 'max' as const, look: lineLook(place) },
  }));
  const caption = conductsInWords(seen);
  return halfFigure({
    title: `Requests a second that ${name} saw`,
    legend: lines.map(({ name: legend, look }) => ({ name: legend, look })),
    caption,
    draw: (size, suffix) =>
      perSecond(
        {
          ...{ id: `provider${index}${suffix}`, label: `${name}: ${caption}`, lines, faults },
          load: { fromMs: seen.fromMs, length: seen.length, phases: seen.conducts },
        },
        size,
      ),
  });
}

const words = { answered: 'answered', failed: 'told that it failed', unanswered: 'no reply' } as const;

function conductsInWords({ conducts, provider }: ProviderSeries): string {
  if (conducts.length === 0) return `${visibleLine(provider, 40)} was healthy all the time.`;
  const spans = conducts.map(({ name, fromMs, toMs }) => `${name} from ${clock(fromMs)} to ${clock(toMs)}`);
  return `As it was told: ${visibleLine(spans.join(', '), 400)}.`;
}

function waitingFigure(
  { fromMs, length, backlog: { atMs, waiting, dead } }: OutgoingSeries,
  faults: readonly FaultBand[] | undefined,
): Markup | null {
  if (atMs.length === 0) return html`<p>The platform was not asked what waits.</p>`;
  const lines = [
    { name: 'wait', atMs, values: waiting },
    { name: 'given up', atMs, values: dead },
  ].map((line, place) => ({ ...line, look: lineLook(place) }));
  const label = waitingInWords(atMs, waiting);
  return wideFigure({
    title: 'Bookings about which a call waits',
    legend: lines.map(({ name, look }) => ({ name, look })),
    caption: label,
    draw: (size, suffix) =>
      samplesOverTime(
        {
          ...{ id: `outgoing${suffix}`, label, lines, faults, format: (value) => count(value) },
          span: { fromMs, toMs: fromMs + length * 1000 },
        },
        size,
      ),
  });
}

function waitingInWords(atMs: readonly number[], waiting: readonly number[]): string {
  const most = waiting.reduce((highest, each) => Math.max(highest, each), 0);
  const lastBusy = waiting.findLastIndex((each) => each > 0);
  const emptyMs = atMs[lastBusy + 1];
  if (emptyMs === undefined) return `${count(waiting.at(-1) ?? 0)} waited at the end.`;
  return most === 0 ? 'None was seen waiting.' : `At most ${count(most)}; from ${clock(emptyMs)} on none.`;
}

function totals(all: readonly ProviderSeries[]): Markup {
  const heads = ['requests', words.answered, words.failed, words.unanswered, 'done', 'repeated by key'];
  const rows = all.map(({ provider, totals: { answered, failed, unanswered }, effects, repeats }) => [
    visibleLine(provider, 40),
    ...[answered + failed + unanswered, answered, failed, unanswered, effects, repeats].map((each) => count(each)),
  ]);
  const columns = heads.map((head) => ({ head, isFigure: true }));
  const sum = all.reduce(
    (total, { totals: { answered, failed, unanswered } }) => total + answered + failed + unanswered,
    0,
  );
  return table(`All ${counted(sum, 'request')} that providers saw`, [{ head: 'provider' }, ...columns], rows);
}
