import type { Zone } from '../core/world.ts';
import type { Clocks } from './target.ts';

const minuteMs = 60_000;

/** Wall clocks of these zones and of UTC; the same in k6, which has no `Intl`, and in Node. */
export function openClocks(zones: readonly Zone[]): Clocks {
  const offsets = new Map<string, Zone['offsets']>(zones.map((zone) => [zone.name, zone.offsets]));
  offsets.set('UTC', [{ from: '1970-01-01T00:00:00Z', minutes: 0 }]);
  return {
    toUtc(timeZone, local) {
      const wallMs = wallOf(local);
      const known = offsets.get(timeZone);
      if (wallMs === undefined || known === undefined) return undefined;
      const atMs = [...new Set(known.map(({ minutes }) => wallMs - minutes * minuteMs))]
        .sort((a, b) => a - b)
        .find((candidateMs) => candidateMs + offsetMs(known, candidateMs) === wallMs);
      return atMs === undefined ? undefined : `${new Date(atMs).toISOString().slice(0, 19)}Z`;
    },
    toLocal(timeZone, utc) {
      const atMs = Date.parse(utc);
      const known = offsets.get(timeZone);
      if (Number.isNaN(atMs) || known === undefined) return undefined;
      return new Date(atMs + offsetMs(known, atMs)).toISOString().slice(0, 16).replace('T', ' ');
    },
  };
}

/** As if the clock on the wall showed UTC. */
function wallOf(local: string): number | undefined {
  const [, day, clock, seconds = ':00'] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?$/.exec(local) ?? [];
  const wallMs = Date.parse(`${day}T${clock}${seconds}Z`);
  // The 30th of February is read as some other day.
  return !Number.isNaN(wallMs) && new Date(wallMs).toISOString().startsWith(`${day}T${clock}`) ? wallMs : undefined;
}

function offsetMs(offsets: Zone['offsets'], atMs: number): number {
  let minutes = offsets[0]?.minutes ?? 0;
  for (const offset of offsets) {
    if (Date.parse(offset.from) > atMs) break;
    minutes = offset.minutes;
  }
  return minutes * minuteMs;
}
