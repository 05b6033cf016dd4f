import type { RouteRow } from '../../criteria/series.ts';
import { latencyDistribution } from '../charts/latency-distribution.ts';
import { count, counted, duration, percent } from '../figures.ts';
import type { ReportInput } from '../report-input.ts';
import { visibleLine } from '../visible-text.ts';
import { wideFigure } from './chart-figure.ts';
import { latencyOfLoad } from './latency-of-load.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** Loads with small charts of their own; a search for capacity has many more loads than anybody looks at. */
const detailedMax = 4;

export const latency: Section = {
  id: 'latency',
  title: 'Latency',
  body(input) {
    const { series } = input;
    if (series.loads.length === 0 && series.latency.total === 0) return null;
    const boundMs = latencyBoundMs(input);
    const fed = series.loads.filter((load) => load.feeds.includes('api-latency'));
    const detailed = (series.loads.length <= detailedMax ? series.loads : fed).slice(0, detailedMax);
    return html`<p>Every request counts from when it was meant to be sent;
one that failed counts as endless, never as fast.</p>
${series.loads.map((load, index) =>
  latencyOfLoad({ load, id: `lat${index}`, boundMs, faults: series.faults }, detailed.includes(load)),
)}
${distribution(input, boundMs)}`;
  },
};

/** The threshold of api-latency, in ms. */
export function latencyBoundMs({ verdict }: ReportInput): number | undefined {
  const line = verdict.criteria.find((criterion) => criterion.id === 'api-latency');
  if (line?.threshold === undefined || !(line.threshold > 0)) return undefined;
  return line.unit === 's' ? line.threshold * 1000 : line.threshold;
}

function distribution({ series }: ReportInput, boundMs: number | undefined): Markup | null {
  const { latency: histogram } = series;
  if (histogram.total === 0)
    return html`<p>No request of a measured phase was recorded, so there is no distribution.</p>`;
  const quantiles = histogram.quantilesMs;
  const lost = histogram.failed;
  const failed = lost === 0 ? 'none of them failed' : `${count(lost)} of them failed and not drawn`;
  const columns = [{ head: 'percentile' }, { head: 'at most', isFigure: true }];
  const rows = (['p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const).map((name) => [
    name === 'p999' ? 'p99.9' : name === 'max' ? 'slowest' : name,
    time(quantiles[name]),
  ]);
  return html`<h3>Distribution</h3>
${wideFigure({
  title: 'Requests of the measured phases',
  caption: `${counted(histogram.total, 'request')}, ${failed}. Both scales are logarithmic.`,
  draw: (size, suffix) => latencyDistribution(histogram, boundMs, size, `dist${suffix}`),
})}
<div class="side-by-side">${table('Percentiles, failures counted as endless', columns, rows)}
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
