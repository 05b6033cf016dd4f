import type { JourneyColumns } from './load-record.ts';

/** How many journeys were open: for each second from `fromMs` on, the least that were open at one moment of it. */
export function openJourneys(
  columns: Pick<JourneyColumns, 'startMs' | 'endMs'>,
  fromMs: number,
  seconds: number,
): readonly number[] {
  const starts = Float64Array.from(columns.startMs).sort();
  const ends = Float64Array.from(columns.endMs).sort();
  const least: number[] = [];
  let [started, ended] = [0, 0];
  for (let second = 0; second < seconds; second += 1) {
    const at = fromMs + second * 1000;
    while (started < starts.length && (starts[started] as number) <= at) started += 1;
    while (ended < ends.length && (ends[ended] as number) <= at) ended += 1;
    let fewest = started - ended;
    // Ends before starts at one moment: then both users were there one after the other, never together.
    while (ended < ends.length && (ends[ended] as number) < at + 1000) {
      const endMs = ends[ended] as number;
      while (started < starts.length && (starts[started] as number) < endMs) started += 1;
      ended += 1;
      fewest = Math.min(fewest, started - ended);
    }
    least.push(fewest);
  }
  return least;
}

/** How many of the times fall into each second from `fromMs` on. */
export function perSecond(times: ArrayLike<number>, fromMs: number, seconds: number): number[] {
  const counts = new Array<number>(seconds).fill(0);
  for (let index = 0; index < times.length; index += 1) {
    const second = Math.floor(((times[index] as number) - fromMs) / 1000);
    if (second >= 0 && second < seconds) counts[second] = (counts[second] as number) + 1;
  }
  return counts;
}
