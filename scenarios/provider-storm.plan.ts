import type { Phase, Plan, PlannedFault } from '../core/plan.ts';
import type { Behaviour, Conduct, ProviderName } from '../core/provider.ts';
import { evenArrivals, patience } from './arrivals.ts';
import type { JourneyName, Scenario } from './scenario.ts';

/** Ten visits a second book nine times, and move or cancel something every second. */
const perSecond: Readonly<Record<JourneyName, number>> = { 'voice-call': 4, 'web-booking': 5, 'staff-day': 1 };

/** People who hardly think: a visit takes two seconds, so that what is booked is soon moved or cancelled. */
const pauseFactor = 0.05;

/** So long a visit may stay open before arrivals are dropped: calls to a provider within a request show here. */
const openMs = 20_000;

type Shares = Conduct['shares'];

/** A part of the storm, in which each provider treats a share of requests as it says, or all alike. */
interface Part {
  readonly name: string;
  readonly lengthMs: number;
  readonly conducts?: Readonly<Partial<Record<ProviderName, Shares | Behaviour>>>;
  /** When the relay is killed, in ms since the part's beginning. */
  readonly killMs?: number;
}

/** A bit of everything; most get through at the second or third attempt. */
const shares: Shares = {
  ...{ failing: 0.1, 'rate-limiting': 0.08, 'act-and-drop': 0.08, slow: 0.08 },
  ...{ garbage: 0.05, reset: 0.04, drop: 0.03 },
};

const calm: Part = { name: 'calm', lengthMs: 5_000 };
/** Long enough to say what reads take while nothing is wrong; in a rehearsal earlier loads have said it. */
const longCalm: Part = { ...calm, lengthMs: 12_000 };
const failing: Part = {
  ...{ name: 'failing by shares', lengthMs: 13_000, killMs: 7_000 },
  conducts: { calendar: shares, messaging: shares },
};
const pause: Part = { name: 'healthy for a while', lengthMs: 4_000 };
/** What has piled up is being delivered. */
const draining: Part = { name: 'healthy in between', lengthMs: 6_000, killMs: 1_000 };
/** One provider answers at once that it is broken, the other says nothing at all: neither may stop the other. */
const dark = (down: ProviderName, silent: ProviderName): Part => ({
  ...{ name: `${down} down, ${silent} silent`, lengthMs: 12_000 },
  conducts: { [down]: 'failing', [silent]: 'silent' },
});
/** Whoever has given up a provider has to find out alone that it is well: a relay that is started anew forgets. */
const healed: Part = { name: 'healthy again', lengthMs: 8_000 };

const short: readonly Part[] = [calm, failing, dark('calendar', 'messaging'), healed];
const whole: readonly Part[] = [
  ...[longCalm, failing, pause, dark('calendar', 'messaging'), draining],
  ...[dark('messaging', 'calendar'), healed],
];
const killedMs = 1_000;
const wholeMs = lengthOf(whole);

/**
 * The faults of the providers need providers that are ours, and that the target says that it calls (`providers`).
 * A short one, as in a rehearsal, has one dark part; each part keeps the time that backoff and breakers need.
 */
export const providerStorm: Scenario = {
  name: 'provider-storm',
  summary: 'bookings, moves and cancellations while the calendar and the messages that they need fail in every way',
  plan({ durationMs = wholeMs, providers = [] }) {
    const chosen = durationMs < wholeMs ? short : whole;
    const factor = durationMs / lengthOf(chosen);
    const parts = chosen.map((part) => scaled(part, factor));
    const lengthMs = lengthOf(parts);
    return {
      name: 'provider-storm',
      users: 0,
      requestsPerSecond: 0,
      phases: phasesOf(parts),
      arrivals: evenArrivals(perSecond, { durationMs: lengthMs, openMs }),
      feeds: [],
      ...patience,
      pauseFactor,
      ...faultsOf(parts, providers),
    };
  },
};

function scaled({ killMs, ...part }: Part, factor: number): Part {
  const kill = killMs === undefined ? {} : { killMs: Math.round(killMs * factor) };
  return { ...part, ...kill, lengthMs: Math.round(part.lengthMs * factor) };
}

function phasesOf(parts: readonly Part[]): readonly Phase[] {
  let toMs = 0;
  return parts.map(({ name, lengthMs, conducts }) => {
    const fromMs = toMs;
    toMs += lengthMs;
    return { name, fromMs, toMs, measured: conducts === undefined };
  });
}

function faultsOf(parts: readonly Part[], providers: readonly ProviderName[]): Pick<Plan, 'faults' | 'skipped'> {
  if (providers.length === 0) {
    const reason = 'the target calls no calendar or messaging service of ours';
    return { skipped: [{ shape: 'provider-misbehaves', reason }] };
  }
  const faults: PlannedFault[] = [];
  let fromMs = 0;
  for (const { lengthMs, conducts = {}, killMs } of parts) {
    for (const provider of providers) {
      const meets = conducts[provider];
      const conduct = meets === undefined ? undefined : conductOf(meets);
      if (conduct !== undefined)
        faults.push({ fault: 'provider-misbehaves', provider, conduct, atMs: fromMs, durationMs: lengthMs });
    }
    if (killMs !== undefined)
      faults.push({ fault: 'process-killed', process: 'relay-1', atMs: fromMs + killMs, durationMs: killedMs });
    fromMs += lengthMs;
  }
  return { faults };
}

function conductOf(meets: Shares | Behaviour): Conduct {
  const each = typeof meets === 'string' ? { [meets]: 1 } : meets;
  return { shares: each, slowMs: [300, 2_500], retryAfterSeconds: 2 };
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
}
