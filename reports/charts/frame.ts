import type { FaultBand, PhaseSpan } from '../../criteria/series.ts';
import { clock } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import type { ChartSize } from './draw-chart.ts';
import { type ColourRole, type LineLook, placeholder } from './palette.ts';

/** px that a character of a label needs, a little more than it does. */
const characterWidth = 6.6;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface VerticalAxis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
}

export type Points = readonly (readonly [number, number | null])[];

/** Axes and grid; the room at the left is what the longest label needs, that at the top is for names of phases. */
export function frame(horizontal: object, vertical: VerticalAxis, top = 30): Record<string, unknown> {
  const widest = Math.max(...vertical.ticks.map((tick) => vertical.format(tick).length), 1);
  return {
    grid: { left: Math.ceil(widest * characterWidth) + 12, right: 22, top, bottom: 26, outerBoundsMode: 'none' },
    textStyle: { color: placeholder.muted, fontSize: 12 },
    xAxis: horizontal,
    yAxis: { ...axis(vertical), splitLine: { lineStyle: { color: placeholder.grid } }, axisLine: { show: false } },
  };
}

export function axis({ min, max, ticks, format }: VerticalAxis): Record<string, unknown> {
  return {
    type: 'value',
    min,
    max,
    axisTick: { show: false, customValues: ticks },
    axisLabel: { customValues: ticks, formatter: format, color: placeholder.muted, fontSize: 12, hideOverlap: true },
    axisLine: { onZero: false, lineStyle: { color: placeholder.muted } },
    splitLine: { show: false },
  };
}

export function timeAxis(span: Span, size: ChartSize): Record<string, unknown> {
  const wanted = Math.max(2, Math.floor(size.width / 90));
  const step = timeSteps.find((value) => (span.toMs - span.fromMs) / value <= wanted) ?? 86_400_000;
  const ticks: number[] = [];
  for (let at = Math.ceil(span.fromMs / step) * step; at <= span.toMs; at += step) ticks.push(at);
  return axis({ min: span.fromMs, max: Math.max(span.toMs, span.fromMs + 1), ticks, format: clock });
}

const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800].map((s) => s * 1000);

/** From 0 to a round number above all values. */
export function linearAxis(valueMax: number, format: (value: number) => string, wanted = 5): VerticalAxis {
  const top = Number.isFinite(valueMax) && valueMax > 0 ? valueMax * 1.04 : 1;
  const rough = top / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const ticks = Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
  return { min: 0, max: ticks.at(-1) ?? 1, ticks, format };
}

/** An axis over log10 of the values: ECharts is handed logarithms, so that the ticks may be 1, 2, 5, 10, 20 … */
export function logAxis(
  valueMin: number,
  valueMax: number,
  format: (value: number) => string,
  wanted = 5,
): VerticalAxis {
  const low = Math.log10(Math.max(valueMin, 1e-9));
  const high = Math.max(low + 0.3, Math.log10(Math.max(valueMax, 1e-9)));
  const steps = [[1, 2, 5], [1, 3], [1]];
  const ticksOf = (factors: readonly number[]): number[] => {
    const all: number[] = [];
    for (let power = Math.floor(low) - 1; power <= Math.ceil(high) + 1; power += 1) {
      for (const factor of factors) all.push(power + Math.log10(factor));
    }
    const first = all.findLastIndex((tick) => tick <= low + 1e-9);
    const last = all.findIndex((tick) => tick >= high - 1e-9);
    return all.slice(first, last + 1);
  };
  const ticks = steps.map(ticksOf).find((all) => all.length <= wanted + 2) ?? ticksOf([1]);
  const value = (tick: number): string => format(Number((10 ** tick).toPrecision(3)));
  return { min: ticks[0] ?? low, max: ticks.at(-1) ?? high, ticks, format: value };
}

export function logarithms(points: Points): Points {
  return points.map(([at, value]) => [at, value === null ? null : Math.log10(Math.max(value, 1e-9))] as const);
}

/** A value without a neighbour is a dot, since no line leads to it. */
export function line(points: Points, look: LineLook, more: object = {}): Record<string, unknown> {
  const colour = placeholder[look.colour];
  const isSeen = (index: number): boolean => (points[index]?.[1] ?? null) !== null;
  const isLonely = (index: number): boolean => isSeen(index) && !isSeen(index - 1) && !isSeen(index + 1);
  const hasLonely = points.some((_, index) => isLonely(index));
  return {
    type: 'line',
    silent: true,
    data: hasLonely ? points.map((value, index) => (isLonely(index) ? value : { value, symbol: 'none' })) : points,
    symbol: 'circle',
    symbolSize: 3,
    showSymbol: hasLonely,
    lineStyle: { color: colour, width: look.width, type: look.dash.length === 0 ? 'solid' : look.dash },
    itemStyle: { color: colour },
    ...more,
  };
}

/** Marks that stand for themselves: no line joins them, and the edge of the chart does not cut them. */
export function marks(points: Points, symbol: 'disc' | 'cross', colour: ColourRole): Record<string, unknown> {
  return {
    type: 'scatter',
    silent: true,
    clip: false,
    data: points,
    symbol: symbol === 'disc' ? 'circle' : cross,
    symbolSize: 9,
    itemStyle: { color: placeholder[colour], opacity: 1 },
  };
}

const cross = 'path://M0,1 L1,0 L5,4 L9,0 L10,1 L6,5 L10,9 L9,10 L5,6 L1,10 L0,9 L4,5 Z';

/** A bound across the chart, with its words at the right end. */
export function boundLine(value: number, words: string): Record<string, unknown> {
  return {
    type: 'line',
    silent: true,
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: placeholder.bad, width: 1.25, type: [5, 3] },
      label: {
        position: 'insideEndTop',
        formatter: () => words,
        color: placeholder.bad,
        fontSize: 12,
        textBorderWidth: 0,
      },
      data: [{ yAxis: value }],
    },
  };
}

/** Bands of faults lie over one another at most in so many rows of names. */
const bandRows = 3;
const bandRowPx = 13;

/** What was broken when: a band each, with its number, and its name where that fits. */
export function bandShades(faults: readonly FaultBand[], span: Span, size: ChartSize): Record<string, unknown> {
  const pxPerMs = (size.width - 80) / Math.max(1, span.toMs - span.fromMs);
  const seen = faults.filter(({ fromMs, toMs }) => toMs > span.fromMs && fromMs < span.toMs);
  const bands = seen.map(({ number, fault, fromMs, toMs }, row) => {
    const room = (Math.min(toMs, span.toMs) - Math.max(fromMs, span.fromMs)) * pxPerMs;
    const name = visibleLine(fault, 60);
    const all = [`${number} ${name}`, `${number} ${name.split(' ')[0]}`, `${number}`];
    const words = all.find((each) => each.length * characterWidth < room);
    return [
      {
        name: words ?? '',
        xAxis: Math.max(span.fromMs, fromMs),
        itemStyle: { color: placeholder.bad, opacity: 0.14 },
        label: { distance: 3 + (row % bandRows) * bandRowPx },
      },
      { xAxis: Math.min(span.toMs, toMs) },
    ];
  });
  return {
    type: 'line',
    silent: true,
    data: [],
    z: 1,
    markArea: {
      silent: true,
      label: { position: 'insideTop', color: placeholder.bad, fontSize: 11, textBorderWidth: 0 },
      data: bands,
    },
  };
}

/** Phases that decide nothing are shaded; each is named where its name fits. */
export function phaseShades(phases: readonly PhaseSpan[], span: Span, size: ChartSize): Record<string, unknown> {
  const pxPerMs = (size.width - 80) / Math.max(1, span.toMs - span.fromMs);
  const shades = phases.map((phase) => {
    const words = visibleLine(phase.measured && phase.name !== 'measured' ? `measured: ${phase.name}` : phase.name, 40);
    const fits = words.length * characterWidth < (phase.toMs - phase.fromMs) * pxPerMs;
    return [
      {
        name: fits ? words : '',
        xAxis: Math.max(span.fromMs, phase.fromMs),
        itemStyle: { color: placeholder.shade, opacity: phase.measured ? 0 : 1 },
      },
      { xAxis: Math.min(span.toMs, phase.toMs) },
    ];
  });
  return {
    type: 'line',
    silent: true,
    data: [],
    z: 0,
    markArea: {
      silent: true,
      label: { position: 'top', distance: 11, color: placeholder.muted, fontSize: 11, textBorderWidth: 0 },
      data: shades,
    },
  };
}
