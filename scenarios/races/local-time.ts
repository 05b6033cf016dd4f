import type { Zone } from '../../core/world.ts';

const dayMs = 86_400_000;

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: string): number {
  return ((Date.parse(`${day}T00:00:00Z`) / dayMs + 3) % 7) + 1;
}

/** The first instant at which that wall clock shows `HH:MM` of that day; undefined: it never does, or is not known. */
export function localToUtc(zones: readonly Zone[], name: string, day: string, clock: string): number | undefined {
  const offsets = zones.find((zone) => zone.name === name)?.offsets ?? [];
  const wallMs = Date.parse(`${day}T${clock}:00Z`);
  const candidates = [...new Set(offsets.map(({ minutes }) => wallMs - minutes * 60_000))].sort((a, b) => a - b);
  return candidates.find((atMs) => atMs + offsetMs(offsets, atMs) === wallMs);
}

function offsetMs(offsets: Zone['offsets'], atMs: number): number {
  let minutes = offsets[0]?.minutes ?? 0;
  for (const offset of offsets) {
    if (Date.parse(offset.from) > atMs) break;
    minutes = offset.minutes;
  }
  return minutes * 60_000;
}

/** `YYYY-MM-DD` that an instant has there; its UTC day where the zone is not known. */
export function localDay(zones: readonly Zone[], name: string, atMs: number): string {
  const offsets = zones.find((zone) => zone.name === name)?.offsets ?? [];
  return new Date(atMs + offsetMs(offsets, atMs)).toISOString().slice(0, 10);
}

export interface ClockChange {
  /** The local day on which it happens. */
  readonly day: string;
  readonly atMs: number;
  readonly kind: 'spring' | 'autumn';
}

/** The next two changes of the clock after a day, one of each kind. */
export function clockChanges(zones: readonly Zone[], name: string, afterDay: string): readonly ClockChange[] {
  const offsets = zones.find((zone) => zone.name === name)?.offsets ?? [];
  const found: ClockChange[] = [];
  for (let index = 1; index < offsets.length; index += 1) {
    const [before, offset] = [offsets[index - 1], offsets[index]];
    if (before === undefined || offset === undefined || offset.from.slice(0, 10) <= afterDay) continue;
    const kind = offset.minutes > before.minutes ? 'spring' : 'autumn';
    if (found.some((change) => change.kind === kind)) continue;
    const atMs = Date.parse(offset.from);
    found.push({ day: new Date(atMs + before.minutes * 60_000).toISOString().slice(0, 10), atMs, kind });
  }
  return found;
}
