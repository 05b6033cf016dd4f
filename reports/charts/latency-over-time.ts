import type { FaultBand, LatencySeries, LoadSeries } from '../../criteria/series.ts';
import { duration } from '../figures.ts';
import type { Markup } from '../html/markup.ts';
import { buckets } from './buckets.ts';
import { type ChartSize, drawChart } from './draw-chart.ts';
import { bandShades, boundLine, frame, line, logAxis, logarithms, marks, phaseShades, timeAxis } from './frame.ts';
import type { LineLook } from './palette.ts';

export const percentileLooks: Readonly<Record<'p50' | 'p95' | 'p99', LineLook>> = {
  p50: { colour: 'green', dash: [2, 2.5], width: 1.5 },
  p95: { colour: 'blue', dash: [], width: 2 },
  p99: { colour: 'orange', dash: [6, 3], width: 1.5 },
};

export interface LatencyChart {
  readonly id: string;
  readonly label: string;
  readonly load: LoadSeries;
  readonly latency: LatencySeries;
  readonly faults?: readonly FaultBand[] | undefined;
  /** The bound of api-latency, drawn where it is known. */
  readonly boundMs: number | undefined;
  /** The same vertical axis for charts that stand side by side. */
  readonly rangeMs: readonly [number, number];
}

/**
 * p50, p95 and p99 a second on a logarithmic axis. A cross at the upper edge: so many requests failed in that second
 * that its p99 has no end.
 */
export function latencyOverTime(chart: LatencyChart, size: ChartSize): Markup {
  const { load, latency } = chart;
  const span = { fromMs: load.fromMs, toMs: load.fromMs + load.length * 1000 };
  const pointsMax = Math.floor(size.width / 2);
  const vertical = logAxis(...chart.rangeMs, (value) => duration(value, 1));
  const lines = (['p50', 'p95', 'p99'] as const).map((name) =>
    line(logarithms(buckets(latency[name], load.fromMs, pointsMax, 'max').points), percentileLooks[name]),
  );
  const endless = latency.p99.map((value, second) => (value === null && (latency.count[second] ?? 0) > 0 ? 1 : null));
  const crosses = buckets(endless, load.fromMs, pointsMax, 'max').points.filter(([, value]) => value !== null);
  const option = {
    ...frame(timeAxis(span, size), vertical),
    series: [
      phaseShades(load.phases, span, size),
      bandShades(chart.faults ?? [], span, size),
      ...lines,
      marks(
        crosses.map(([at]) => [at, vertical.max] as const),
        'cross',
        'bad',
      ),
      ...(chart.boundMs === undefined ? [] : [boundLine(Math.log10(chart.boundMs), duration(chart.boundMs, 1))]),
    ],
  };
  return drawChart(option, size, chart.id, chart.label);
}

/** The least and the largest that is drawn over all of the series, the bound among them. */
export function latencyRange(all: readonly LatencySeries[], boundMs: number | undefined): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  // Above the bound there is room for its words.
  let high = (boundMs ?? 0) * 1.3;
  for (const latency of all) {
    for (const value of latency.p50) if (value !== null && value > 0) low = Math.min(low, value);
    for (const value of latency.p99) if (value !== null) high = Math.max(high, value);
    for (const value of latency.p95) if (value !== null) high = Math.max(high, value);
  }
  if (high <= 0) return [1, 1000];
  return [Math.min(low, high), high];
}
