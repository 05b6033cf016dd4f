import type { FaultBand, LatencySeries, LoadSeries } from '../../criteria/series.ts';
import { secondsPerPoint } from '../charts/buckets.ts';
import { latencyOverTime, latencyRange, percentileLooks } from '../charts/latency-over-time.ts';
import { clock, counted, duration } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { type LegendItem, smallFigure, wideFigure } from './chart-figure.ts';
import { html, type Markup } from './markup.ts';

/** Charts beside each other; what has no chart of its own stands in the table. */
const chartsMax = 6;

export interface LatencyOfLoad {
  readonly load: LoadSeries;
  /** Unique on the page; what its drawings are named after. */
  readonly id: string;
  readonly boundMs: number | undefined;
  readonly faults?: readonly FaultBand[] | undefined;
}

/** Latency of one load over time: of all requests and, where details are wanted, by journey and by route. */
export function latencyOfLoad(one: LatencyOfLoad, isDetailed: boolean): Markup | null {
  const { load, id, boundMs, faults } = one;
  if (!load.requests.some((requests) => requests > 0)) return null;
  const rangeMs = latencyRange([load.latency], boundMs);
  const label = worstSecond(load);
  const title = html`<h3>Over time: <bdi>${visibleLine(load.plan, 80)}</bdi></h3>
${wideFigure({
  title: 'All requests',
  legend,
  caption: label,
  draw: (size, suffix) =>
    latencyOverTime({ id: `${id}${suffix}`, label, load, latency: load.latency, rangeMs, boundMs, faults }, size),
})}`;
  if (!isDetailed) return title;
  const journeys = load.journeys.map(({ journey, ...latency }) => ({ name: journey, latency }));
  const routes = load.routes.map(({ route, ...latency }) => ({ name: route, latency }));
  return html`${title}${smallOnes('journey', journeys, one)}${smallOnes('route', routes, one)}`;
}

const legend: readonly LegendItem[] = (['p50', 'p95', 'p99'] as const).map((name) => ({
  name,
  look: percentileLooks[name],
}));

interface Named {
  readonly name: string;
  readonly latency: LatencySeries;
}

function smallOnes(kind: string, all: readonly Named[], { load, id, boundMs, faults }: LatencyOfLoad): Markup | null {
  const shown = all.slice(0, chartsMax);
  if (shown.length === 0) return null;
  const rangeMs = latencyRange(
    shown.map(({ latency }) => latency),
    boundMs,
  );
  const figures = shown.map(({ name, latency }, place) => {
    const short = visibleLine(name, 90);
    const label = `Latency of ${short} over time`;
    return smallFigure({
      title: short,
      caption: counted(
        latency.count.reduce((sum, value) => sum + value, 0),
        'request',
      ),
      draw: (size) =>
        latencyOverTime({ id: `${id}${kind}${place}`, label, load, latency, rangeMs, boundMs, faults }, size),
    });
  });
  const which = shown.length < all.length ? `, the ${shown.length} with most requests of ${all.length}` : '';
  return html`<details open><summary>By ${kind}${which}</summary><div class="small-figures">${figures}</div></details>`;
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
