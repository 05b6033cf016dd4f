import type { Zone } from '../../core/world.ts';

const hourMs = 3_600_000;

/** The offsets of zones from one year's start to another one's end, by this machine's table of zones (IANA). */
export function zoneTable(names: readonly string[], fromYear: number, toYear: number): readonly Zone[] {
  const [fromMs, toMs] = [Date.UTC(fromYear, 0, 1), Date.UTC(toYear + 1, 0, 1)];
  return [...new Set(names)].map((name) => ({ name, offsets: offsetsOf(name, fromMs, toMs) }));
}

/** Clocks are changed at full hours of UTC, or at quarters of them: looked at by the day, then closer. */
function offsetsOf(name: string, fromMs: number, toMs: number): Zone['offsets'] {
  const minutesAt = offsetReader(name);
  const offsets = [{ from: utcText(fromMs), minutes: minutesAt(fromMs) }];
  for (let atMs = fromMs; atMs < toMs; atMs += 24 * hourMs) {
    const before = minutesAt(atMs);
    if (minutesAt(atMs + 24 * hourMs) === before) continue;
    let changeMs = atMs;
    while (minutesAt(changeMs) === before) changeMs += hourMs / 4;
    offsets.push({ from: utcText(changeMs), minutes: minutesAt(changeMs) });
  }
  return offsets;
}

/** @throws RangeError for a zone that nobody knows */
function offsetReader(timeZone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (atMs) => {
    const said = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(said) ?? [];
    const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return sign === '-' ? -size : size;
  };
}

function utcText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
