import type { FaultBand } from '../../criteria/series.ts';
import type { Markup } from '../html/markup.ts';
import { thinned } from './buckets.ts';
import { type ChartSize, drawChart } from './draw-chart.ts';
import { bandShades, boundLine, frame, line, linearAxis, type Span, timeAxis } from './frame.ts';
import type { LineLook } from './palette.ts';

export interface SampledLine {
  readonly atMs: readonly number[];
  readonly values: readonly number[];
  readonly look: LineLook;
}

export interface SamplesChart {
  readonly id: string;
  readonly label: string;
  readonly span: Span;
  readonly lines: readonly SampledLine[];
  readonly faults?: readonly FaultBand[] | undefined;
  readonly format: (value: number) => string;
  readonly limit?: { readonly value: number; readonly words: string };
}

/** Samples of resources, whenever they were taken: CPU, memory, descriptors, connections. */
export function samplesOverTime(chart: SamplesChart, size: ChartSize): Markup {
  const drawn = chart.lines.map(({ atMs, values, look }) => ({ look, points: thinned(atMs, values, size.width / 2) }));
  let most = chart.limit?.value ?? 0;
  for (const { points } of drawn) for (const [, value] of points) most = Math.max(most, value);
  const option = {
    ...frame(timeAxis(chart.span, size), linearAxis(most, chart.format), 12),
    series: [
      bandShades(chart.faults ?? [], chart.span, size),
      ...drawn.map(({ points, look }) => line(points, look)),
      ...(chart.limit === undefined ? [] : [boundLine(chart.limit.value, chart.limit.words)]),
    ],
  };
  return drawChart(option, size, chart.id, chart.label);
}
