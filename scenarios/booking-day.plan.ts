import { arrivalsFor, patience, warmUpMs } from './arrivals.ts';
import type { Scenario } from './scenario.ts';

/** Chance makes the number of open journeys waver; its lowest second must still hold what was asked for. */
const margin = 1.08;

export const bookingDay: Scenario = {
  name: 'booking-day',
  summary: 'a busy day: callers, web customers and reception at once, with human pauses',
  plan(options) {
    const measuredMs = options.durationMs ?? 120_000;
    const lengthMs = warmUpMs + measuredMs;
    const crowd = { ...options, users: options.users * margin };
    return {
      name: 'booking-day',
      users: options.users,
      // 1,000 users are taken to ask for at least 100 things a second, fewer users for fewer.
      requestsPerSecond: options.users / 10,
      phases: [
        { name: 'warm-up', fromMs: 0, toMs: warmUpMs, measured: false },
        { name: 'measured', fromMs: warmUpMs, toMs: lengthMs, measured: true },
      ],
      arrivals: arrivalsFor(crowd, 1, [{ durationMs: lengthMs, endLevel: 1 }]),
      feeds: ['api-latency', 'error-rate', 'booking-success', 'booking-time', 'uptime'],
      ...patience,
    };
  },
};
