import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../core/operation.ts';
import type { RouteStatements } from '../core/resource-sample.ts';
import type { Client } from '../drivers/node/client.ts';
import { walkJourney } from '../drivers/node/walk-journey.ts';
import { openVisit, type VisitInput } from '../drivers/visit.ts';
import { staffDay } from '../scenarios/journeys/staff-day.ts';
import { voiceCall } from '../scenarios/journeys/voice-call.ts';
import { webBooking } from '../scenarios/journeys/web-booking.ts';
import type { Completion, Intent } from '../targets/intent.ts';
import type { Journey } from '../targets/journey.ts';
import type { Offers } from '../targets/target.ts';
import type { Demand } from './journey-lengths.ts';

export interface CalmPassOptions {
  readonly client: Client;
  readonly offers: Offers;
  readonly input: VisitInput;
  readonly demand: Demand;
  /** A branch and a day with many bookings, where one is known: lists are dear when they are long. */
  readonly busiest: { readonly tenant: string; readonly branch: string; readonly day: string } | undefined;
  readonly statementCount: () => Promise<number | null>;
  readonly clock: () => number;
  /** Ends the pass; what was counted so far is kept. */
  readonly signal: AbortSignal;
  readonly take: (operation: Operation) => void;
}

/** Rows of each journey that are walked: the last ones of the demand, which the load itself does not reach. */
const walks = 3;

/**
 * Walks every journey a few times while nothing else runs, and counts the statements that each route's requests need.
 * Under load statements of many requests mix; here each is counted exactly, whatever the platform is written in.
 */
export async function calmPass(options: CalmPassOptions): Promise<RouteStatements[]> {
  const counts = new Map<string, { requests: number; statements: number }>();
  let isBusy = false;
  const perform = async (intent: Intent): Promise<Completion> => {
    const before = await (isBusy ? countAtRest(options) : options.statementCount());
    const { completion, operation } = await options.client.perform(intent);
    const after = await options.statementCount();
    isBusy = changes.includes(intent.verb);
    options.take(operation);
    if (before !== null && after !== null) count(counts, operation, after - before);
    return completion;
  };
  const walk = async <Row>(name: string, journey: Journey<Row>, rows: readonly Row[]): Promise<void> => {
    for (const [index, row] of rows.slice(-walks).entries()) {
      if (options.signal.aborted) return;
      const { player } = openVisit(options.input, `calm-${name}`, index, options.offers);
      await walkJourney(journey, row, player, perform, { signal: options.signal });
    }
  };
  const { journeys } = options.demand;
  await walk('voice-call', voiceCall, journeys['voice-call']);
  await walk('web-booking', webBooking, journeys['web-booking']);
  await walk(
    'staff-day',
    staffDay,
    journeys['staff-day'].map((row) => ({ ...row, ...options.busiest, noShow: false })),
  );
  return [...counts].map(([route, { requests, statements }]) => ({
    kind: 'route-statements',
    atMs: options.clock(),
    route,
    requests,
    statements,
  }));
}

/** Behind these a platform goes on: it tells calendars and customers. */
const changes: readonly string[] = ['book', 'hold', 'confirm', 'cancel', 'reschedule', 'mark-no-show'];
const betweenMs = 25;
const looksMax = 20;

/** The statements so far, once no more come: what is done behind one reply is no part of the next request. */
async function countAtRest({ statementCount, signal }: CalmPassOptions): Promise<number | null> {
  let before = await statementCount();
  for (let look = 0; look < looksMax && before !== null && !signal.aborted; look += 1) {
    await sleep(betweenMs, undefined, { signal }).catch(() => undefined);
    const now = await statementCount();
    if (now === before) return now;
    before = now;
  }
  return before;
}

function count(
  counts: Map<string, { requests: number; statements: number }>,
  { requests }: Operation,
  statements: number,
): void {
  const route = requests.map((request) => request.route).join(' + ');
  const sum = counts.get(route) ?? { requests: 0, statements: 0 };
  counts.set(route, { requests: sum.requests + requests.length, statements: sum.statements + statements });
}
