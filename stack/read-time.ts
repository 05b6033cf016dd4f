import { Problem } from './problem.ts';

/** An RFC 3339 time in ms since the epoch. @throws Problem `invalid` for 30 February and the like */
export function readTime(text: string): number {
  const ms = Date.parse(text);
  const day = text.slice(0, 10);
  if (Number.isNaN(ms) || !isDay(day)) throw new Problem('invalid', `there is no such time: ${text}`);
  return ms;
}

/** A day that is in the calendar: `Date` takes 30 February for 2 March without a word. */
export function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
