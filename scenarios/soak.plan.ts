import { bookingDay } from './booking-day.plan.ts';
import type { Scenario } from './scenario.ts';

export const soak: Scenario = {
  name: 'soak',
  summary: 'a booking day for hours, for slopes: memory, connections, latency',
  plan(options) {
    const plan = bookingDay.plan({ ...options, durationMs: options.durationMs ?? 4 * 3_600_000 });
    return { ...plan, name: 'soak', feeds: [...plan.feeds, 'memory'] };
  },
};
