import type { FaultBand, LoadSeries, Series } from '../../criteria/series.ts';
import { lineLook } from '../charts/palette.ts';
import { perSecond } from '../charts/per-second.ts';
import { clock, count, counted, percent } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { wideFigure } from './chart-figure.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

const outagesShown = 8;

/** What failed, by kind and when; and the prober's view from outside. */
export const errors: Section = {
  id: 'errors',
  title: 'Errors and uptime',
  body({ series }) {
    if (series.loads.length === 0 && series.probes.length === 0) return null;
    return html`${series.loads.map((load, index) => loadErrors(load, index, series.faults))}${probes(series)}`;
  },
};

function loadErrors(load: LoadSeries, index: number, faults: readonly FaultBand[] | undefined): Markup {
  const requests = sum(load.requests);
  const kinds = load.errors.filter(({ counts }) => sum(counts) > 0);
  const all = kinds.reduce((total, { counts }) => total + sum(counts), 0);
  const title = html`<h3><bdi>${visibleLine(load.plan, 80)}</bdi></h3>`;
  if (kinds.length === 0) return html`${title}<p>None of ${counted(requests, 'request')} failed.</p>`;
  const words = `${count(all)} of ${counted(requests, 'request')} failed, warm-up included.`;
  const lines = kinds.map(({ kind, counts }) => ({ name: kind, values: counts, choice: 'max' as const }));
  const rows = load.errors.map(({ kind, counts }) => [
    kind,
    count(sum(counts)),
    percent(requests === 0 ? 0 : sum(counts) / requests, 2, 'up'),
    count(counts.filter((value) => value > 0).length),
    moment(
      load,
      counts.findIndex((value) => value > 0),
    ),
    moment(
      load,
      counts.findLastIndex((value) => value > 0),
    ),
  ]);
  const columns = ['requests', 'share', 'seconds with any', 'first', 'last'].map((head) => ({ head, isFigure: true }));
  return html`${title}
${wideFigure({
  title: 'Errors a second, by kind',
  legend: lines.map(({ name }, place) => ({ name, look: lineLook(place) })),
  caption: words,
  draw: (size, suffix) => perSecond({ id: `err${index}${suffix}`, label: words, load, lines, faults }, size),
})}
${table(`Errors of ${visibleLine(load.plan, 80)} by kind`, [{ head: 'kind' }, ...columns], rows)}`;
}

function probes({ probes: { fromMs, length, answered, failed } }: Series): Markup | null {
  const good = sum(answered);
  const bad = sum(failed);
  if (length === 0 || good + bad === 0) return html`<h3>Uptime</h3><p>No probe was recorded.</p>`;
  const outages = failed.flatMap((value, second) => (value > 0 ? [clock(fromMs + second * 1000)] : []));
  const times = outages.slice(0, outagesShown).join(', ') + (outages.length > outagesShown ? ' …' : '');
  const share = percent(good / (good + bad), 2, 'down');
  const missed = bad > 0 && ` Not answered in ${counted(outages.length, 'second')}: ${times}.`;
  return html`<h3>Uptime</h3>
<p>${count(good)} of ${counted(good + bad, 'probe')} were answered (${share}).${missed}</p>`;
}

function moment(load: LoadSeries, second: number): string {
  return second < 0 ? '' : clock(load.fromMs + second * 1000);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
