import type { FaultBand, PhaseSpan, Seconds } from '../../criteria/series.ts';
import { count, decimal } from '../figures.ts';
import type { Markup } from '../html/markup.ts';
import { buckets, type Choice } from './buckets.ts';
import { type ChartSize, drawChart } from './draw-chart.ts';
import { bandShades, boundLine, frame, line, linearAxis, phaseShades, timeAxis } from './frame.ts';
import { type LineLook, lineLook, placeholder } from './palette.ts';

export interface PerSecondLine {
  readonly name: string;
  readonly values: readonly number[];
  readonly choice: Choice;
  readonly look?: LineLook;
}

export interface PerSecondChart {
  readonly id: string;
  readonly label: string;
  /** Where in time, and what is shaded. */
  readonly load: Seconds & { readonly phases: readonly PhaseSpan[] };
  readonly lines: readonly PerSecondLine[];
  readonly faults?: readonly FaultBand[] | undefined;
  /** A level that the load has to reach, drawn as a line. */
  readonly wanted?: { readonly value: number; readonly words: string };
  /** The one line is filled down to 0. */
  readonly filled?: boolean;
}

/** Counts a second of one load: journeys offered, started and finished; open journeys; requests; errors. */
export function perSecond(chart: PerSecondChart, size: ChartSize): Markup {
  const { load } = chart;
  const span = { fromMs: load.fromMs, toMs: load.fromMs + load.length * 1000 };
  const drawn = chart.lines.map((each) => ({
    look: each.look ?? lineLook(chart.lines.indexOf(each)),
    points: buckets(each.values, load.fromMs, Math.floor(size.width / 2), each.choice).points,
  }));
  const most = Math.max(
    chart.wanted?.value ?? 0,
    ...drawn.flatMap(({ points }) => points.map(([, value]) => value ?? 0)),
  );
  const format = (value: number): string => (most >= 4 ? count(value) : decimal(value, 2));
  const option = {
    ...frame(timeAxis(span, size), linearAxis(most, format)),
    series: [
      phaseShades(load.phases, span, size),
      bandShades(chart.faults ?? [], span, size),
      ...drawn.map(({ look, points }) => line(points, look, chart.filled ? fill(look) : {})),
      ...(chart.wanted === undefined ? [] : [boundLine(chart.wanted.value, chart.wanted.words)]),
    ],
  };
  return drawChart(option, size, chart.id, chart.label);
}

function fill(look: LineLook): object {
  return { areaStyle: { color: placeholder[look.colour], opacity: 0.18 } };
}
