import type { LatencySeries, LoadSeries, RouteRow } from '../../criteria/series.ts';
import { secondsPerPoint } from '../charts/buckets.ts';
import { latencyDistribution } from '../charts/latency-distribution.ts';
import { latencyOverTime, latencyRange, percentileLooks } from '../charts/latency-over-time.ts';
import { clock, count, counted, duration, percent } from '../figures.ts';
import type { ReportInput } from '../report-input.ts';
import { visibleLine } from '../visible-text.ts';
import { type LegendItem, smallFigure, wideFigure } from './chart-figure.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** Charts beside each other; what has no chart of its own stands in the table. */
const chartsMax = 6;

export const latency: Section = {
  id: 'latency',
  title: 'Latency',
  body(input) {
    const { series } = input;
    if (series.loads.length === 0 && series.latency.total === 0) return null;
    const boundMs = latencyBoundMs(input);
    return html`<p>Every request counts from when it was meant to be sent; one that failed counts as endless, never as fast.</p>
${series.loads.map((load, index) => loadCharts(load, index, boundMs))}
${distribution(input, boundMs)}`;
  },
};

/** The threshold of api-latency, in ms. */
export function latencyBoundMs({ verdict }: ReportInput): number | undefined {
  const line = verdict.criteria.find((criterion) => criterion.id === 'api-latency');
  if (line?.threshold === undefined || !(line.threshold > 0)) return undefined;
  return line.unit === 's' ? line.threshold * 1000 : line.threshold;
}

const legend: readonly LegendItem[] = (['p50', 'p95', 'p99'] as const).map((name) => ({
  name,
  look: percentileLooks[name],
}));

function loadCharts(load: LoadSeries, index: number, boundMs: number | undefined): Markup | null {
  if (!load.requests.some((requests) => requests > 0)) return null;
  const rangeMs = latencyRange([load.latency], boundMs);
  const bound = boundMs === undefined ? {} : { boundMs };
  const journeys = load.journeys.slice(0, chartsMax);
  const routes = load.routes.slice(0, chartsMax);
  const rest = load.routes.length - routes.length;
  return html`<h3>Over time: <bdi>${visibleLine(load.plan, 80)}</bdi></h3>
${wideFigure({
  title: 'All requests',
  legend,
  caption: worstSecond(load),
  draw: (size, suffix) =>
    latencyOverTime(
      { id: `lat${index}${suffix}`, label: worstSecond(load), load, latency: load.latency, rangeMs, ...bound },
      size,
    ),
})}
${smallOnes(
  'By journey',
  journeys.map(({ journey, ...rest }) => ({ name: journey, latency: rest })),
  load,
  `laj${index}`,
  boundMs,
)}
${smallOnes(
  rest > 0 ? `By route, the ${routes.length} with most requests of ${load.routes.length}` : 'By route',
  routes.map(({ route, ...rest }) => ({ name: route, latency: rest })),
  load,
  `lar${index}`,
  boundMs,
)}`;
}

interface Named {
  readonly name: string;
  readonly latency: LatencySeries;
}

function smallOnes(
  title: string,
  all: readonly Named[],
  load: LoadSeries,
  id: string,
  boundMs: number | undefined,
): Markup | null {
  if (all.length === 0) return null;
  const rangeMs = latencyRange(
    all.map(({ latency }) => latency),
    boundMs,
  );
  const bound = boundMs === undefined ? {} : { boundMs };
  const figures = all.map(({ name, latency }, place) => {
    const requests = latency.count.reduce((sum, value) => sum + value, 0);
    const short = visibleLine(name, 90);
    return smallFigure({
      title: short,
      caption: counted(requests, 'request'),
      draw: (size) =>
        latencyOverTime(
          { id: `${id}x${place}`, label: `Latency of ${short} over time`, load, latency, rangeMs, ...bound },
          size,
        ),
    });
  });
  return html`<details open><summary>${title}</summary><div class="small-figures">${figures}</div></details>`;
}

function worstSecond(load: LoadSeries): string {
  let worst: readonly [number, number] | undefined;
  for (const [second, value] of load.latency.p95.entries()) {
    if (value !== null && (worst === undefined || value > worst[1])) worst = [second, value];
  }
  const endless = load.latency.p99.filter(
    (value, second) => value === null && (load.latency.count[second] ?? 0) > 0,
  ).length;
  const step = secondsPerPoint(load.length, 540);
  const parts = [
    worst === undefined
      ? 'No second has an answered request.'
      : `The worst second’s p95 is ${duration(worst[1])}, at ${clock(load.fromMs + worst[0] * 1000)}.`,
    endless > 0 ? `Crosses: ${counted(endless, 'second')} in which more than 1 % failed, so that p99 has no end.` : '',
    step > 1 ? `Each point is the worst of ${step} seconds.` : '',
    'Logarithmic scale; shaded: decides nothing.',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function distribution({ series }: ReportInput, boundMs: number | undefined): Markup | null {
  const { latency: histogram } = series;
  if (histogram.total === 0)
    return html`<p>No request of a measured phase was recorded, so there is no distribution.</p>`;
  const quantiles = histogram.quantilesMs;
  const rows = (['p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const).map((name) => [
    name === 'p999' ? 'p99.9' : name === 'max' ? 'slowest' : name,
    time(quantiles[name]),
  ]);
  return html`<h3>Distribution</h3>
${wideFigure({
  title: 'Requests of the measured phases',
  caption: `${counted(histogram.total, 'request')}, ${count(histogram.failed)} of them failed and not drawn. Both scales are logarithmic.`,
  draw: (size, suffix) => latencyDistribution(histogram, boundMs, size, `dist${suffix}`),
})}
<div class="side-by-side">${table('Percentiles, failures counted as endless', [{ head: 'percentile' }, { head: 'at most', isFigure: true }], rows)}
${series.routes.length > 0 && routeTable(series.routes)}</div>`;
}

function routeTable(routes: readonly RouteRow[]): Markup {
  const figures = ['requests', 'failed', 'p50', 'p95', 'p99', 'slowest'].map((head) => ({ head, isFigure: true }));
  const rows = routes.map((row) => [
    html`<bdi class="route">${visibleLine(row.route, 200)}</bdi>`,
    count(row.requests),
    row.failed === 0 ? '0' : `${count(row.failed)} (${percent(row.failed / Math.max(1, row.requests), 2, 'up')})`,
    time(row.p50Ms),
    time(row.p95Ms),
    time(row.p99Ms),
    time(row.maxMs),
  ]);
  return table('By route, slowest first', [{ head: 'route' }, ...figures], rows);
}

/** Rounded up: a latency is never said to be better than it was. */
function time(ms: number | null): string {
  return ms === null ? '∞' : duration(ms, 3, 'up');
}
