import type { Bar, Scene } from '../../core/finding.ts';
import { count } from '../figures.ts';
import { html, type Markup } from '../html/markup.ts';
import { visibleLine } from '../visible-text.ts';

/** How a timeline is laid out; its text is set in `letterPx`, whatever the page's own size is. */
export interface TimelineSize {
  readonly width: number;
  /** Room for the lanes' names at the left; 0: each stands above its lane. */
  readonly namesWidth: number;
  readonly letterPx: number;
  readonly ticksMax: number;
}

export const wideTimeline: TimelineSize = { width: 1080, namesWidth: 150, letterPx: 15, ticksMax: 9 };
export const narrowTimeline: TimelineSize = { width: 350, namesWidth: 0, letterPx: 12, ticksMax: 4 };

const barsMax = 6;
const edge = 10;
const barWidthMin = 4;
const laneGap = 6;
/** How much wider bold letters are. */
const bold = 1.08;

/** The bars of a scene that are drawn, numbered from 1 in this order. */
export function drawnBars({ bars }: Scene): readonly Bar[] {
  return bars.slice(0, barsMax);
}

/** Where the drawing's 0 ms lies, on the run's clock. */
export function timelineStartMs(bars: readonly Bar[]): number {
  return Math.min(...bars.map(({ startMs }) => startMs));
}

interface Plot {
  readonly size: TimelineSize;
  readonly left: number;
  readonly right: number;
  place(atMs: number): number;
}

/**
 * Operations as intervals over real time: one lane a process, one row an operation, its label above its bar. A bar is
 * filled where the platform said yes, hollow where it refused, dashed and open to the right where no answer came. What
 * cannot be true together is thick, and has a cross and bold letters: never its colour alone.
 * @param label what a screen reader says instead of the drawing
 */
export function timeline(scene: Scene, size: TimelineSize, label: string): Markup {
  const bars = drawnBars(scene);
  const fromMs = timelineStartMs(bars);
  const lengthMs = Math.max(1, ...bars.map(({ endMs }) => endMs - fromMs));
  const left = size.namesWidth + edge;
  const right = size.width - edge - (bars.some(({ type }) => type === 'info') ? 3 * edge : 0);
  const place = (atMs: number): number => rounded(left + ((atMs - fromMs) / lengthMs) * (right - left));
  const plot = { size, left, right, place };
  const lanes: Markup[] = [];
  let y = 0;
  for (const [process, own] of Map.groupBy(bars, (bar) => bar.process)) {
    const lane = laneOf(plot, process, own, bars, y);
    lanes.push(lane.markup);
    y += lane.height + laneGap;
  }
  const height = y + Math.ceil(size.letterPx * 1.6);
  return html`<svg class="timeline" viewBox="0 0 ${size.width} ${height}" role="img"
aria-label="${label}">${lanes}${axis(plot, fromMs, lengthMs, y)}</svg>`;
}

function laneOf(
  plot: Plot,
  process: string,
  own: readonly Bar[],
  all: readonly Bar[],
  y: number,
): { markup: Markup; height: number } {
  const { size } = plot;
  const rowHeight = size.letterPx + 30;
  const isAbove = size.namesWidth === 0;
  const top = isAbove ? size.letterPx + 10 : 4;
  const height = top + own.length * rowHeight;
  const room = (isAbove ? size.width : size.namesWidth) - edge;
  const name = cutTo(visibleLine(process, 200), room, size.letterPx * bold);
  const nameY = isAbove ? y + size.letterPx + 4 : y + top + size.letterPx;
  const rows = own.map((bar, index) => row(plot, bar, all.indexOf(bar) + 1, y + top + index * rowHeight));
  const markup = html`<rect class="lane" x="0" y="${y}" width="${size.width}" height="${height}" rx="5"/>
<text class="process" x="${edge}" y="${nameY}"${pressedInto(room, name, size.letterPx * bold)}>${name}</text>${rows}`;
  return { markup, height };
}

function row({ size, left, right, place }: Plot, bar: Bar, number: number, y: number): Markup {
  const from = place(bar.startMs);
  const to = Math.max(from + barWidthMin, place(bar.endMs));
  const crossWidth = bar.isContradiction ? size.letterPx + 4 : 0;
  const room = size.width - edge - left - crossWidth;
  const letterPx = size.letterPx * boldness(bar);
  const text = cutTo(`${number} · ${visibleLine(bar.label, 300)}`, room, letterPx);
  const width = widthOf(text, letterPx) + crossWidth;
  const x = rounded(Math.max(left, Math.min(from, size.width - edge - width)));
  const baseline = y + size.letterPx;
  const middle = y + size.letterPx + 15;
  const look = `${bar.type}${bar.isContradiction ? ' wrong' : ''}`;
  const sign = bar.isContradiction && cross(x, baseline - size.letterPx * 0.8, size.letterPx * 0.85);
  return html`<g class="${look}">${sign}
<text x="${rounded(x + crossWidth)}" y="${baseline}"${pressedInto(room, text, letterPx)}>${text}</text>
${drawnBar(bar, from, to, middle, right + 2 * edge)}</g>`;
}

function boldness({ isContradiction }: Bar): number {
  return isContradiction ? bold : 1;
}

/** @param end where a bar that has no end fades out */
function drawnBar(bar: Bar, from: number, to: number, middle: number, end: number): Markup {
  const half = bar.isContradiction ? 7 : 4;
  const [top, bottom] = [middle - half, middle + half];
  if (bar.type !== 'info') {
    return html`<rect class="bar" x="${from}" y="${top}" width="${rounded(to - from)}" height="${half * 2}" rx="2"/>`;
  }
  return html`<path class="bar" d="M${end} ${top}H${from}V${bottom}H${end}"/>
<path class="gave-up" d="M${to} ${top - 3}V${bottom + 3}"/>
<path class="onwards" d="M${end + 2} ${middle - 4}l6 4l-6 4"/>`;
}

function cross(x: number, y: number, size: number): Markup {
  const [a, b] = [rounded(size * 0.3), rounded(size * 0.4)];
  const r = rounded(size / 2);
  return html`<g class="cross"><circle cx="${rounded(x + r)}" cy="${rounded(y + r)}" r="${r}"/>
<path d="M${rounded(x + a)} ${rounded(y + a)}l${b} ${b}m0 -${b}l-${b} ${b}"/></g>`;
}

/** Ms since the first start, from 0; from 10 s on in s, from 10 min on in min. */
function axis({ size, place }: Plot, fromMs: number, lengthMs: number, bottom: number): Markup {
  const [unit, unitMs] = lengthMs < 10_000 ? ['ms', 1] : lengthMs < 600_000 ? ['s', 1_000] : ['min', 60_000];
  const stepMs = stepOf(lengthMs / unitMs, size.ticksMax) * unitMs;
  const ticks: Markup[] = [];
  for (let n = 0; n * stepMs <= lengthMs; n += 1) {
    const x = place(fromMs + n * stepMs);
    const text = `${tickText((n * stepMs) / unitMs)} ${unit}`;
    const half = widthOf(text, size.letterPx) / 2;
    const textX = rounded(Math.max(half, Math.min(size.width - half, x)));
    ticks.push(html`<path class="tick" d="M${x} 0V${bottom}"/>
<text class="time" x="${textX}" y="${bottom + size.letterPx}">${text}</text>`);
  }
  return html`<g>${ticks}</g>`;
}

/** 1, 2 or 5 times a power of ten, so that there are at most so many. */
function stepOf(length: number, ticksMax: number): number {
  const power = 10 ** Math.floor(Math.log10(length / ticksMax));
  const step = [1, 2, 5, 10].find((each) => length / (each * power) <= ticksMax) ?? 10;
  return step * power;
}

function tickText(value: number): string {
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(3)));
}

/** Cut so that it should fit into so many px, whatever typeface the reader has: rather too short than too long. */
function cutTo(text: string, room: number, letterPx: number): string {
  if (widthOf(text, letterPx) <= room) return text;
  const letters = [...text];
  let width = widthOf('…', letterPx);
  const end = letters.findIndex((letter) => {
    width += widthOf(letter, letterPx);
    return width > room;
  });
  return `${letters.slice(0, end).join('').trimEnd()}…`;
}

/** For a text that nearly fills its room: the browser makes it as wide as was reckoned, whatever its typeface. */
function pressedInto(room: number, text: string, letterPx: number): Markup | null {
  const width = widthOf(text, letterPx);
  if (width < room * 0.7) return null;
  return html` textLength="${rounded(width)}" lengthAdjust="spacingAndGlyphs"`;
}

const emsOf = [
  [/[MWmw@%→]/, 1],
  [/[A-Z_]/, 0.8],
  [/[ .,:;|!'ijlI-]/, 0.4],
] as const;

/** At least as wide as in the usual sans-serif typefaces. */
function widthOf(text: string, letterPx: number): number {
  let ems = 0;
  for (const letter of text) {
    if (/[ -~·→]/.test(letter)) ems += emsOf.find(([letters]) => letters.test(letter))?.[1] ?? 0.58;
    else ems += 1.15;
  }
  return ems * letterPx;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
