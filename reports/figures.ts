import type { CriterionResult } from '../core/verdict.ts';

/** Where a figure may be rounded to: against the claim that it supports, never in its favour. */
export type Rounding = 'up' | 'down' | 'nearest';

const rounders = { up: Math.ceil, down: Math.floor, nearest: Math.round } as const;
const digitsMax = 12;
/** Whether a figure has no end. */
export function isEndless(value: number): boolean {
  return !Number.isFinite(value);
}

/** A criterion's value, which JSON holds as null when it is infinite; undefined when there is none. */
export function seenValue({ value }: CriterionResult): number | undefined {
  return value === null ? Number.POSITIVE_INFINITY : value;
}

/** 1234567 as `1,234,567`. */
export function count(value: number): string {
  return group(Math.round(value).toFixed(0));
}

/** `one` or the plural of it behind a count: `1 line`, `2 lines`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A number with so many significant digits, thousands grouped; whole numbers keep all their digits. */
export function decimal(value: number, digits = 3, rounding: Rounding = 'nearest'): string {
  if (isEndless(value)) return value > 0 ? '∞' : value < 0 ? '-∞' : 'not a number';
  if (value === 0) return '0';
  const places = Math.min(digitsMax, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));
  return group(roundTo(value, places, rounding));
}

/** Milliseconds in the unit that a person would choose: `12.3 ms`, `1.20 s`, `2 min 12 s`. */
export function duration(ms: number, digits = 3, rounding: Rounding = 'nearest'): string {
  if (isEndless(ms)) return decimal(ms);
  const size = Math.abs(ms);
  if (size < 1000) return `${decimal(ms, digits, rounding)} ms`;
  if (size < 60_000) return `${decimal(ms / 1000, digits, rounding)} s`;
  const places = Math.max(0, digits - 3);
  const seconds = Number(roundTo(ms / 1000, places, rounding));
  const minutes = Math.trunc(seconds / 60);
  const rest = roundTo(Math.abs(seconds - minutes * 60), places, 'nearest');
  if (Math.abs(minutes) < 120) return Number(rest) === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${decimal(ms / 3_600_000, digits, rounding)} h`;
}

/** A share from 0 to 1 as a percentage: `99.93 %`; only what is all is shown as `100 %`, only what is none as `0 %`. */
export function percent(share: number, digits = 2, rounding: Rounding = 'nearest'): string {
  if (isEndless(share)) return decimal(share);
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  const finest = Math.max(-Math.floor(Math.log10(Math.abs(value))) + 1, -Math.floor(Math.log10(Math.abs(100 - value))));
  const places = Math.min(digitsMax, Math.max(digits, finest + digits - 2));
  const text = roundTo(value, places, rounding);
  const whole = Number(text) === 100 || Number(text) === 0;
  return `${whole && rounding === 'nearest' ? roundTo(value, places, value > 50 ? 'down' : 'up') : text} %`;
}

/** Bytes in decimal units: `12.3 MB`. */
export function bytes(value: number, digits = 3, rounding: Rounding = 'nearest'): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  if (isEndless(value)) return decimal(value);
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${decimal(size, digits, rounding)} ${units[unit]}`;
}

/** Time since the run's start as `1:05`, or `1:02:05` from an hour on. */
export function clock(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** A figure in its criterion's unit. Unknown units stand behind the number as they are. */
export function measure(value: number, unit: string | undefined, digits = 3, rounding: Rounding = 'nearest'): string {
  if (isEndless(value)) return decimal(value);
  if (unit === 'ms') return duration(value, digits, rounding);
  if (unit === 's') return duration(value * 1000, digits, rounding);
  if (unit === 'min') return duration(value * 60_000, digits, rounding);
  if (unit === 'share') return percent(value, Math.max(2, digits - 1), rounding);
  if (unit === '%') return percent(value / 100, Math.max(2, digits - 1), rounding);
  if (unit === 'bytes' || unit === 'B') return bytes(value, digits, rounding);
  const number = Number.isInteger(value) ? group(String(value)) : decimal(value, digits, rounding);
  return unit === undefined || unit === '' ? number : `${number} ${unit}`;
}

/**
 * A figure of a criterion: rounded against it, and with as many digits as it takes not to be shown on the threshold or
 * on its other side.
 */
export function figureOf(result: CriterionResult, value: number): string {
  const { unit, threshold, operator } = result;
  const rounding: Rounding = operator?.startsWith('<') ? 'up' : operator?.startsWith('>') ? 'down' : 'nearest';
  if (threshold === undefined || isEndless(value) || value === threshold) return measure(value, unit, 3, rounding);
  const bound = exact(threshold, unit);
  for (let digits = 3; digits < digitsMax; digits += 1) {
    const direction = isGood(result, value) ? rounding : towards(threshold, value);
    const text = measure(value, unit, digits, direction);
    if (trimmed(text) !== bound) return text;
  }
  return measure(value, unit, digitsMax, 'nearest');
}

/** The bound as a person would say it: `below 200 ms`. */
export function boundOf(result: CriterionResult): string | undefined {
  if (result.threshold === undefined) return undefined;
  const words = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least', '=': 'exactly' } as const;
  const text = exact(result.threshold, result.unit);
  return `${result.operator === undefined ? 'bound' : words[result.operator]} ${text}`;
}

/** Whether a value keeps to the criterion's bound; true where there is none. */
export function isGood(result: CriterionResult, value: number): boolean {
  const bound = result.threshold;
  if (bound === undefined) return true;
  switch (result.operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      return value === bound;
  }
}

function exact(value: number, unit: string | undefined): string {
  return trimmed(measure(value, unit, digitsMax));
}

function trimmed(text: string): string {
  return text.replace(/(\.\d*?)0+(?=\s|$)/g, '$1').replace(/\.(?=\s|$)/g, '');
}

/** Rounds away from the threshold, so that a bad figure stays on its bad side. */
function towards(threshold: number, value: number): Rounding {
  return value > threshold ? 'up' : 'down';
}

/** Rounds in decimal, so that 1.005 has no binary surprises: what is exact at that place stays as it is. */
function roundTo(value: number, places: number, rounding: Rounding): string {
  const scaled = Number((value * 10 ** places).toPrecision(15));
  const nearest = Math.round(scaled);
  const isExact = Math.abs(scaled - nearest) < 1e-9 * Math.max(1, Math.abs(scaled));
  const whole = isExact ? nearest : rounders[rounding](scaled);
  return (whole === 0 ? 0 : whole / 10 ** places).toFixed(places);
}

function group(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
