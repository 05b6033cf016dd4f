import type { CapacityPoint } from '../../criteria/series.ts';
import { count, duration, isEndless } from '../figures.ts';
import type { Markup } from '../html/markup.ts';
import { type ChartSize, drawChart } from './draw-chart.ts';
import { axis, boundLine, frame, line, linearAxis, logAxis, marks, type Points } from './frame.ts';

/**
 * p95 with its interval against the rate that was asked for. A disc: the criteria held; a cross: they did not. The line
 * goes through the median of what was measured at one rate.
 */
export function capacityCurve(
  points: readonly CapacityPoint[],
  boundMs: number | undefined,
  size: ChartSize,
  id: string,
  label: string,
): Markup {
  const sorted = points.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond);
  const known = sorted.flatMap((point) => [point.p95Ms, ...(point.p95Interval ?? [])]).filter((ms) => isDrawable(ms));
  const top = Math.max(boundMs ?? 1, ...known);
  const vertical = logAxis(Math.min(top, ...known), top, (value) => duration(value, 1));
  const ending = linearAxis(Math.max(1, ...sorted.map((point) => point.ratePerSecond)), count, size.width / 90);
  const height = (point: CapacityPoint): number => (isDrawable(point.p95Ms) ? Math.log10(point.p95Ms) : vertical.max);
  const places = (some: readonly CapacityPoint[]): Points => some.map((point) => [point.ratePerSecond, height(point)]);
  const option = {
    ...frame(axis(ending), vertical, 14),
    series: [
      line(
        mediansOf(sorted).map(
          (point) => [point.ratePerSecond, isDrawable(point.p95Ms) ? height(point) : null] as const,
        ),
        { colour: 'blue', dash: [], width: 1.75 },
        { showSymbol: false },
      ),
      ...sorted.flatMap((point) => intervalBar(point, vertical.max)),
      marks(places(sorted.filter((point) => point.held)), 'disc', 'good'),
      marks(places(sorted.filter((point) => !point.held)), 'cross', 'bad'),
      ...(boundMs === undefined ? [] : [boundLine(Math.log10(boundMs), duration(boundMs, 1))]),
    ],
  };
  return drawChart(option, size, id, label);
}

function mediansOf(points: readonly CapacityPoint[]): readonly CapacityPoint[] {
  return [...Map.groupBy(points, ({ ratePerSecond }) => ratePerSecond).values()].flatMap((tried) => {
    const byLatency = tried.toSorted((a, b) => (a.p95Ms ?? Infinity) - (b.p95Ms ?? Infinity));
    return byLatency.slice(byLatency.length >> 1, (byLatency.length >> 1) + 1);
  });
}

/** The interval as a line upwards; an upper end that is infinite goes to the upper edge. */
function intervalBar(point: CapacityPoint, top: number): readonly Record<string, unknown>[] {
  const [low, high] = point.p95Interval ?? [null, null];
  if (!isDrawable(low)) return [];
  const ends = [
    [point.ratePerSecond, Math.log10(low)],
    [point.ratePerSecond, isDrawable(high) ? Math.log10(high) : top],
  ] as const;
  return [line(ends, { colour: 'blue', dash: [], width: 1.25 }, { showSymbol: false })];
}

function isDrawable(ms: number | null | undefined): ms is number {
  return ms !== null && ms !== undefined && !isEndless(ms) && ms > 0;
}
