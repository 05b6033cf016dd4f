import type { Arrivals } from '../core/plan.ts';
import type { JourneyName, PlanOptions } from './scenario.ts';

/** Who is there at once: half on the phone, most others on the web, some at the reception desks. */
const share: Readonly<Record<JourneyName, number>> = { 'voice-call': 0.45, 'web-booking': 0.42, 'staff-day': 0.13 };

export const journeyNames: readonly JourneyName[] = ['voice-call', 'web-booking', 'staff-day'];

/** The longest journey is over by then, so that as many users come as go. */
export const warmUpMs = 70_000;

/** How long a crowd's last users, and each request, are waited for. */
export const patience = { gracePeriodMs: 15_000, requestTimeoutMs: 10_000 } as const;

/** A multiple of the users' level, reached in a straight line. */
export interface LevelStage {
  readonly durationMs: number;
  readonly endLevel: number;
}

/**
 * Arrivals that keep `users` journeys open at level 1: by Little's law the rate is the number open over the time that
 * one takes. Demand is open: a platform that slows down gets more open journeys, not fewer arrivals.
 */
export function arrivalsFor(options: PlanOptions, startLevel: number, stages: readonly LevelStage[]): Arrivals[] {
  const peak = Math.max(startLevel, ...stages.map(({ endLevel }) => endLevel));
  return journeyNames.map((journey) => {
    const open = options.users * share[journey];
    const perSecond = open / (options.journeyMs[journey] / 1000);
    return {
      journey,
      startPerSecond: wholeThousandths(startLevel * perSecond),
      stages: fadingOut(
        stages.map(({ durationMs, endLevel }) => ({
          durationMs,
          endPerSecond: wholeThousandths(endLevel * perSecond),
        })),
      ),
      // Half as many again may pile up on a slow platform before arrivals are dropped (and counted).
      openMax: Math.ceil(peak * open * 1.5) + 20,
    };
  });
}

/** The same demand in every second. @param openMs so long a visit may stay open before arrivals are dropped */
export function evenArrivals(
  perSecond: Readonly<Record<JourneyName, number>>,
  { durationMs, openMs }: { readonly durationMs: number; readonly openMs: number },
): Arrivals[] {
  return journeyNames.map((journey) => ({
    journey,
    startPerSecond: perSecond[journey],
    stages: fadingOut([{ durationMs, endPerSecond: perSecond[journey] }]),
    openMax: Math.ceil((perSecond[journey] * openMs) / 1000),
  }));
}

/** Demand that is so many times as much for a while, at once. */
export interface Surge {
  readonly times: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const riseMs = 500;

/**
 * The same demand in every second, `share` of what is named, but for a surge. Who comes in that one calls: a caller who
 * is sent away is gone, while others look again and again, and most of the load would be refusals.
 * @param openMs as above, in the surge
 */
export function surgingArrivals(
  perSecond: Readonly<Record<JourneyName, number>>,
  share: number,
  { durationMs, openMs, surge }: { readonly durationMs: number; readonly openMs: number; readonly surge: Surge },
): Arrivals[] {
  const { times, fromMs, toMs } = surge;
  const usual = scaled(perSecond, share);
  const even = evenArrivals(usual, { durationMs, openMs });
  if (times === 1) return even;
  const more = (times - 1) * journeyNames.reduce((sum, journey) => sum + usual[journey], 0);
  return even.map((arrivals) => {
    const { journey, startPerSecond } = arrivals;
    if (journey !== 'voice-call') return arrivals;
    const most = wholeThousandths(startPerSecond + more);
    const stages = [
      { durationMs: fromMs, endPerSecond: startPerSecond },
      { durationMs: riseMs, endPerSecond: most },
      { durationMs: toMs - fromMs - 2 * riseMs, endPerSecond: most },
      { durationMs: riseMs, endPerSecond: startPerSecond },
      { durationMs: durationMs - toMs, endPerSecond: startPerSecond },
    ];
    return { journey, startPerSecond, stages: fadingOut(stages), openMax: Math.ceil((most * openMs) / 1000) };
  });
}

function scaled(perSecond: Readonly<Record<JourneyName, number>>, share: number): Record<JourneyName, number> {
  const of = (journey: JourneyName): number => wholeThousandths(perSecond[journey] * share);
  return { 'voice-call': of('voice-call'), 'web-booking': of('web-booking'), 'staff-day': of('staff-day') };
}

const fadeMs = 1_000;

/** The last second's arrivals fade out, so that none is due at the very end, where k6 starts it or not. */
export function fadingOut(stages: Arrivals['stages']): Arrivals['stages'] {
  const last = stages.at(-1);
  if (last === undefined || last.durationMs <= fadeMs) return stages;
  const shorter = { ...last, durationMs: last.durationMs - fadeMs };
  return [...stages.slice(0, -1), shorter, { durationMs: fadeMs, endPerSecond: 0 }];
}

/** k6 knows whole rates only, here a thousand seconds'; so the plan says what k6 will do. */
function wholeThousandths(perSecond: number): number {
  return Math.round(perSecond * 1000) / 1000;
}
