import type { Histogram } from '../../criteria/series.ts';
import { count, duration } from '../figures.ts';
import type { Markup } from '../html/markup.ts';
import { type ChartSize, drawChart } from './draw-chart.ts';
import { axis, frame, logAxis } from './frame.ts';
import { placeholder } from './palette.ts';

const pxPerBin = 4;
/** Where a bar of nothing stands on the logarithmic axis: below the bar of one request. */
const floor = Math.log10(0.5);

/** How many requests took how long, both axes logarithmic, so that one slow request in 100,000 is still seen. */
export function latencyDistribution(
  histogram: Histogram,
  boundMs: number | undefined,
  size: ChartSize,
  id: string,
): Markup {
  const bins = coarse(histogram, Math.floor(size.width / pxPerBin));
  const first = bins[0]?.fromMs ?? 1;
  const last = bins.at(-1)?.toMs ?? 1000;
  const horizontal = logAxis(
    first,
    Math.max(last, (boundMs ?? 0) * 1.3),
    (value) => duration(value, 1),
    size.width / 80,
  );
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const vertical = { ...logAxis(1, most, count, 4), min: floor };
  const steps = bins.map((bin) => [Math.log10(bin.fromMs), level(bin.count)] as const);
  const option = {
    ...frame(axis(horizontal), vertical),
    series: [
      {
        type: 'line',
        silent: true,
        step: 'end',
        showSymbol: false,
        data: [
          [Math.log10(first), floor],
          ...steps,
          [Math.log10(last), level(bins.at(-1)?.count ?? 0)],
          [Math.log10(last), floor],
        ],
        lineStyle: { color: placeholder.blue, width: 1 },
        areaStyle: { color: placeholder.blue, opacity: 0.35, origin: 'start' },
      },
      quantileLines(histogram, boundMs, size),
    ],
  };
  return drawChart(option, size, id, describe(histogram));
}

function quantileLines(histogram: Histogram, boundMs: number | undefined, size: ChartSize): Record<string, unknown> {
  const { p50, p95, p99 } = histogram.quantilesMs;
  const marks = [
    { words: 'p50', ms: p50, colour: placeholder.ink },
    { words: 'p95', ms: p95, colour: placeholder.ink },
    { words: 'p99', ms: p99, colour: placeholder.ink },
    {
      words: boundMs === undefined ? '' : `${size.width > 500 ? 'bound ' : ''}${duration(boundMs, 1)}`,
      ms: boundMs ?? null,
      colour: placeholder.bad,
    },
  ];
  return {
    type: 'line',
    silent: true,
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      data: marks
        .filter((mark) => mark.ms !== null && mark.ms > 0)
        .map(({ words, ms, colour }) => ({
          xAxis: Math.log10(ms ?? 1),
          lineStyle: { color: colour, width: 1.25, type: [4, 3] },
          label: {
            formatter: () => words,
            color: colour,
            position: 'end',
            fontSize: 12,
            distance: 4,
            textBorderWidth: 0,
          },
        })),
    },
  };
}

interface Bin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** From the first to the last bin that holds anything, neighbours added up until there are at most `binsMax`. */
function coarse(histogram: Histogram, binsMax: number): readonly Bin[] {
  const { counts, edgesMs } = histogram;
  const from = counts.findIndex((value) => value > 0);
  if (from < 0) return [];
  const to = counts.findLastIndex((value) => value > 0) + 1;
  const together = Math.max(1, Math.ceil((to - from) / binsMax));
  const bins: Bin[] = [];
  for (let start = from; start < to; start += together) {
    const end = Math.min(to, start + together);
    bins.push({
      fromMs: Math.max(edgesMs[start] ?? 0, 1e-3),
      toMs: edgesMs[end] ?? 1,
      count: counts.slice(start, end).reduce((sum, value) => sum + value, 0),
    });
  }
  return bins;
}

function level(value: number): number {
  return value > 0 ? Math.log10(value) : floor;
}

function describe({ quantilesMs, total, failed }: Histogram): string {
  const words = (ms: number | null): string => (ms === null ? 'endless' : duration(ms));
  const { p50, p95, p99 } = quantilesMs;
  const shares = `half took at most ${words(p50)}, 95 % at most ${words(p95)}, 99 % at most ${words(p99)}`;
  return `Distribution of ${count(total)} requests, ${count(failed)} failed: ${shares}.`;
}
