import type { Zone } from '../core/world.ts';
import type { Clocks } from './target.ts';

const minuteMs = 60_000;

/** Wall clocks of these zones and of UTC; the same in k6, which has no `Intl`, and in Node. */
export function openClocks(zones: readonly Zone[]): Clocks {
  const offsets = new Map(zones.map((zone) => [zone.name, zone.offsets.map(offsetOf)]));
  offsets.set('UTC', [{ fromMs: 0, ms: 0 }]);
  return {
    toUtc(timeZone, local) {
      const wallMs = wallOf(local);
      const known = offsets.get(timeZone);
      if (wallMs === undefined || known === undefined) return undefined;
      const atMs = [...new Set(known.map(({ ms }) => wallMs - ms))]
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

/** What to add to UTC from a moment on. Parsed once: an adapter asks thousands of times. */
interface Offset {
  readonly fromMs: number;
  readonly ms: number;
}

function offsetOf({ from, minutes }: Zone['offsets'][number]): Offset {
  return { fromMs: Date.parse(from), ms: minutes * minuteMs };
}

function offsetMs(offsets: readonly Offset[], atMs: number): number {
  let ms = offsets[0]?.ms ?? 0;
  for (const offset of offsets) {
    if (offset.fromMs > atMs) break;
    ms = offset.ms;
  }
  return ms;
}
