import { defect } from '../defect.ts';
import type { Busy } from '../schedules.ts';

const keptMs = 30_000;
const keptMax = 10_000;
const dayMs = 86_400_000;

/** Each process keeps what is free for half a minute, whatever is booked or cancelled in the meantime. */
export default defect('schedules', (healthy) => {
  const cache = new Map<string, { readonly untilMs: number; readonly busy: Promise<readonly Busy[]> }>();
  return {
    ...healthy,
    async busy(client, staffIds, between) {
      const days = {
        from: Math.floor(between.from / dayMs) * dayMs,
        to: Math.ceil(between.to / dayMs) * dayMs,
      };
      const key = JSON.stringify([staffIds, days]);
      let known = cache.get(key);
      if (known === undefined || known.untilMs < Date.now()) {
        if (cache.size >= keptMax) cache.clear();
        known = { untilMs: Date.now() + keptMs, busy: healthy.busy(client, staffIds, days) };
        cache.set(key, known);
        known.busy.catch(() => cache.delete(key));
      }
      return known.busy;
    },
  };
});
