import { arrivalsFor, patience, warmUpMs } from './arrivals.ts';
import type { Scenario } from './scenario.ts';

const riseMs = 5_000;
const peakMs = 20_000;
const fallMs = 10_000;

/** Monday at eight: everybody calls at once. The platform may be slow then, but must be itself again afterwards. */
export const spike: Scenario = {
  name: 'spike',
  summary: 'the Monday-morning opening: three times the usual arrivals within seconds, and the recovery from it',
  plan(options) {
    const recoveredMs = options.durationMs ?? 60_000;
    const upMs = warmUpMs + riseMs;
    const downMs = upMs + peakMs + fallMs;
    const quietMs = downMs + warmUpMs;
    return {
      name: 'spike',
      users: 0,
      requestsPerSecond: 0,
      phases: [
        { name: 'warm-up', fromMs: 0, toMs: warmUpMs, measured: false },
        { name: 'spike', fromMs: warmUpMs, toMs: downMs, measured: false },
        { name: 'settling', fromMs: downMs, toMs: quietMs, measured: false },
        { name: 'recovered', fromMs: quietMs, toMs: quietMs + recoveredMs, measured: true },
      ],
      arrivals: arrivalsFor({ ...options, users: options.users / 3 }, 1, [
        { durationMs: warmUpMs, endLevel: 1 },
        { durationMs: riseMs, endLevel: 3 },
        { durationMs: peakMs, endLevel: 3 },
        { durationMs: fallMs, endLevel: 1 },
        { durationMs: warmUpMs + recoveredMs, endLevel: 1 },
      ]),
      feeds: ['api-latency', 'error-rate', 'booking-success', 'booking-time'],
      ...patience,
    };
  },
};
