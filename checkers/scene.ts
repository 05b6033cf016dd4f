import type { Bar, Scene } from '../core/finding.ts';
import type { Entry, Span } from './ledger.ts';

const barsMax = 6;

interface Names {
  textOf(number: number): string;
}

/**
 * A few operations as a picture: those that cannot all be true are marked, and are kept when not all can be shown.
 * @param others what is needed to understand them
 */
export function sceneOf(
  names: Names,
  sentence: string,
  contradicting: readonly Entry[],
  others: readonly Entry[] = [],
): Scene {
  const shown = [...new Set([...contradicting, ...others])].slice(0, barsMax);
  shown.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  return { sentence, bars: shown.map((entry) => barOf(names, entry, contradicting.includes(entry))) };
}

/** 'book staff-3 2027-03-02 14:00 → b7', 'cancel b7: refused (conflict)' */
function barOf(names: Names, entry: Entry, isContradiction: boolean): Bar {
  const { id, verb, type, startMs, endMs } = entry;
  const about = [
    verb,
    ...(entry.askedBooking === -1 ? [] : [names.textOf(entry.askedBooking)]),
    ...(entry.asked === undefined ? [] : [placeText(names, entry.asked)]),
  ].join(' ');
  const label = `${about}${outcomeText(names, entry)}`;
  return { id, process: names.textOf(entry.process), label, startMs, endMs, type, isContradiction };
}

function outcomeText(names: Names, { type, reason, answered, answeredBooking, read, offered }: Entry): string {
  if (type === 'info') return ': no answer';
  if (type === 'fail') return `: refused (${reason ?? 'unknown'})`;
  if (offered !== undefined) return offeredText(names, offered);
  if (read !== undefined) return ` → ${read.resource} ${minuteText(Date.parse(read.start))} ${read.status}`;
  const said = [
    ...(answeredBooking === -1 ? [] : [names.textOf(answeredBooking)]),
    ...(answered === undefined ? [] : [placeText(names, answered)]),
  ];
  return said.length === 0 ? ': done' : ` → ${said.join(', ')}`;
}

function offeredText(names: Names, offered: readonly Span[]): string {
  const [first, ...more] = offered;
  if (first === undefined) return ' → nothing';
  return ` → ${placeText(names, first)}${more.length > 0 ? ` and ${more.length} more` : ''}`;
}

/** 'staff-3 2027-03-02 14:00' */
export function placeText(names: Names, { resource, fromMs }: Pick<Span, 'resource' | 'fromMs'>): string {
  return `${resource === -1 ? 'somebody' : names.textOf(resource)} ${minuteText(fromMs)}`;
}

/** UTC, '2027-03-02 14:00' */
export function minuteText(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 16).replace('T', ' ') : 'an unreadable time';
}

/** When something happened, for a sentence: 'At 10:00:03.412' (UTC), or 'After 3.412 s' where no clock is known. */
export function momentText(atMs: number, originMs: number | undefined): string {
  if (originMs === undefined || !Number.isFinite(originMs)) return `After ${(atMs / 1000).toFixed(3)} s`;
  return `At ${new Date(originMs + atMs).toISOString().slice(11, 23)}`;
}
