import type { CriterionResult } from '../../core/verdict.ts';
import { boundOf, figureOf, isEndless, isGood, seenValue } from '../figures.ts';
import { html, type Markup } from './markup.ts';

const width = 340;
const left = 10;
const right = width - 10;
const baseline = 34;

/**
 * Value, interval and threshold of a criterion, drawn to scale: a band where it is good, a bar from bound to bound, a
 * disc at the value (a diamond where it is bad). What is infinite leaves the drawing as an arrow. Null where there is
 * no threshold to draw.
 */
export function scale(result: CriterionResult): Markup | null {
  const { threshold, operator } = result;
  if (threshold === undefined || isEndless(threshold)) return null;
  const [low, high] = ends(result);
  const value = seenValue(result);
  const place = linear(domain([threshold, value, low, high], result));
  const isBelow = operator !== '>' && operator !== '>=';
  const at = place(threshold);
  const tone = result.status === 'pass' ? 'good' : result.status === 'fail' ? 'bad' : 'open';
  return html`<svg class="scale ${tone}" viewBox="0 0 ${width} 58" role="img" aria-label="${describe(result)}">
<path class="axis" d="M${left} ${baseline}H${right}"/>
<path class="allowed" d="M${isBelow ? left : at} ${baseline}H${isBelow ? at : right}"/>
${low !== undefined && high !== undefined && bar(low, high, place)}
<path class="threshold" d="M${at} ${baseline - 15}V${baseline + 9}"/>
${label(at, 54, boundOf(result) ?? '', 'threshold')}
${value !== undefined && dot(value, place, figureOf(result, value), result)}
</svg>`;
}

/** The same in words, for those who hear it. */
export function describe(result: CriterionResult): string {
  const [low, high] = ends(result);
  const value = seenValue(result);
  const words = [value === undefined ? 'no value' : figureOf(result, value)];
  if (low !== undefined && high !== undefined) words.push(`interval ${intervalWords(result) ?? ''}`);
  const bound = boundOf(result);
  if (bound !== undefined) words.push(`must be ${bound}`);
  return `${result.id}: ${words.join(', ')}`;
}

/** `44.1 to 49.1 ms`; an open end is `no upper bound`. */
export function intervalWords(result: CriterionResult): string | undefined {
  const [low, high] = ends(result);
  if (low === undefined || high === undefined) return undefined;
  const from = !isEndless(low) ? figureOf(result, low) : 'no lower bound';
  const to = !isEndless(high) ? figureOf(result, high) : 'no upper bound';
  return `${withoutSharedUnit(from, to)} to ${to}`;
}

/** `44.1 ms` before ` to 49.1 ms` needs no unit of its own. */
function withoutSharedUnit(from: string, to: string): string {
  const [, number, unit] = /^(\S+) (\D+)$/.exec(from) ?? [];
  return number !== undefined && to.endsWith(` ${unit}`) && /^\S+ \D+$/.test(to) ? number : from;
}

/** Null is no bound on that side. */
function ends({ interval }: CriterionResult): readonly [number, number] | readonly [undefined, undefined] {
  if (interval === undefined) return [undefined, undefined];
  const [low, high] = interval;
  return [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
}

function domain(figures: readonly (number | undefined)[], result: CriterionResult): readonly [number, number] {
  const finite = figures.filter((figure): figure is number => figure !== undefined && !isEndless(figure));
  const least = Math.min(...finite);
  const most = Math.max(...finite);
  const isShareNearOne = (result.operator === '>' || result.operator === '>=') && least > 0;
  if (!isShareNearOne) return [Math.min(0, least), most > 0 ? most * 1.18 : 1];
  const room = Math.max((most - least) * 0.3, Math.abs(most) * 1e-6);
  const top = result.unit === 'share' ? 1 : result.unit === '%' ? 100 : most + room;
  return [Math.max(0, least - room), Math.max(most, Math.min(top, most + room))];
}

function linear([from, to]: readonly [number, number]): (value: number) => number {
  const span = to - from || 1;
  return (value) => {
    const x = left + ((value - from) / span) * (right - left);
    return Number(Math.min(right, Math.max(left, Number.isNaN(x) ? left : x)).toFixed(1));
  };
}

function bar(low: number, high: number, place: (value: number) => number): Markup {
  const from = place(low);
  const to = Math.max(place(high), from + 1);
  return html`<path class="interval" d="M${from} ${baseline}H${to}"/>
${!isEndless(high) ? end(to) : html`<path class="arrow" d="M${right - 1} ${baseline - 6}l8 6l-8 6z"/>`}
${!isEndless(low) ? end(from) : html`<path class="arrow" d="M${left + 1} ${baseline - 6}l-8 6l8 6z"/>`}`;
}

function end(x: number): Markup {
  return html`<path class="end" d="M${x} ${baseline - 5}v10"/>`;
}

function dot(value: number, place: (value: number) => number, words: string, result: CriterionResult): Markup {
  const x = place(value);
  const sign = isGood(result, value)
    ? html`<circle class="dot" cx="${x}" cy="${baseline}" r="5.5"/>`
    : html`<path class="dot" d="M${x} ${baseline - 7}l7 7l-7 7l-7 -7z"/>`;
  return html`${sign}${label(x, 14, words, 'value')}`;
}

/** Text that stays inside the drawing: at the edges it is anchored there. */
function label(x: number, y: number, words: string, kind: string): Markup {
  const half = words.length * 3.6;
  const anchor = x - half < left ? 'start' : x + half > right ? 'end' : 'middle';
  const at = anchor === 'start' ? Math.max(0, left - 8) : anchor === 'end' ? right + 8 : x;
  return html`<text class="${kind}" x="${at}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}
