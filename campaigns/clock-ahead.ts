import { zoneTable } from '../drivers/node/zone-table.ts';
import type { Environment } from '../environments/environment.ts';
import type { ClockChange } from '../scenarios/scenario.ts';
import type { Campaign } from './campaign.ts';

/** Where the reference platform's companies are. */
const zone = 'Europe/Berlin';

/**
 * How far the platform's clock is to be ahead of ours, in ms, for the clocks of Germany to change when a step needs it.
 * 0: no step does, or the environment has no clock to give.
 */
export function clockAhead({ steps }: Campaign, { hasOwnClock }: Environment, originMs: number): number {
  const change = steps.flatMap(({ scenario }) => scenario.needs?.clockChange ?? [])[0];
  if (change === undefined || hasOwnClock?.() !== true) return 0;
  return nextChangeMs(change.direction, originMs + change.atMs) - change.atMs - originMs;
}

/** ms since 1970 of the first change of that direction behind a moment. */
export function nextChangeMs(direction: ClockChange['direction'], afterMs: number): number {
  const year = new Date(afterMs).getUTCFullYear();
  const offsets = zoneTable([zone], year, year + 2)[0]?.offsets ?? [];
  const changes = offsets.flatMap(({ from, minutes }, index) => {
    const before = offsets[index - 1]?.minutes;
    const isForward = before !== undefined && minutes > before;
    return before === undefined || isForward !== (direction === 'forward') ? [] : [Date.parse(from)];
  });
  const next = changes.find((changeMs) => changeMs > afterMs);
  if (next === undefined) throw new RangeError(`${zone} changes its clocks no more`);
  return next;
}
