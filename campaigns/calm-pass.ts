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

/** How often each statement ran, by its id. */
type Calls = ReadonlyMap<string, number>;

export interface CalmPassOptions {
  readonly client: Client;
  readonly offers: Offers;
  readonly input: VisitInput;
  readonly demand: Demand;
  /** A branch and a day with many bookings, where one is known: lists are dear when they are long. */
  readonly busiest: { readonly tenant: string; readonly branch: string; readonly day: string } | undefined;
  readonly statementCalls: () => Promise<Calls | null>;
  readonly clock: () => number;
  /** Ends the pass; what was counted so far is kept. */
  readonly signal: AbortSignal;
  readonly take: (operation: Operation) => void;
}

/** Rows of each journey that are walked: the last ones of the demand, which the load itself does not reach. */
const walks = 3;

/**
 * Walks every journey a few times while nothing else runs, and counts the statements that each route's requests need.
 * Under load statements of many requests mix; here each is counted exactly, whatever the platform is written in. What
 * it runs while nobody asks it anything, behind a reply or now and then, is no part of any request, whenever it comes.
 */
export async function calmPass(options: CalmPassOptions): Promise<RouteStatements[]> {
  const counted: Counted[] = [];
  const behind = new Set<string>();
  let isBusy = true;
  const perform = async (intent: Intent): Promise<Completion> => {
    const before = await (isBusy ? callsAtRest(options, behind) : options.statementCalls());
    const { completion, operation } = await options.client.perform(intent);
    const after = await options.statementCalls();
    isBusy = changes.includes(intent.verb);
    options.take(operation);
    if (before !== null && after !== null) counted.push({ operation, calls: grown(before, after) });
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
  if (counted.length > 0) await callsAtRest(options, behind);
  return [...byRoute(counted, behind)].map(([route, { requests, statements }]) => ({
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
/** Long enough to see what comes behind a reply on a slow machine, too. */
const [quietLooks, looksMax] = [4, 40];

/** The calls so far, once none come any more that nobody had seen before; what ran meanwhile is noted. */
async function callsAtRest({ statementCalls, signal }: CalmPassOptions, behind: Set<string>): Promise<Calls | null> {
  let before = await statementCalls();
  let quiet = 0;
  for (let look = 0; look < looksMax && quiet < quietLooks && before !== null && !signal.aborted; look += 1) {
    await sleep(betweenMs, undefined, { signal }).catch(() => undefined);
    const now = await statementCalls();
    if (now === null) return null;
    // What is known to run behind replies, or now and then, is counted nowhere: nobody waits for its end.
    const anew = [...grown(before, now).keys()].filter((id) => !behind.has(id));
    quiet = anew.length === 0 ? quiet + 1 : 0;
    for (const id of anew) behind.add(id);
    before = now;
  }
  return before;
}

/** What ran in between, and how often. */
function grown(before: Calls, after: Calls): Calls {
  const ran = [...after].map(([id, calls]) => [id, calls - (before.get(id) ?? 0)] as const);
  return new Map(ran.filter(([, calls]) => calls > 0));
}

interface Counted {
  readonly operation: Operation;
  readonly calls: Calls;
}

function byRoute(
  counted: readonly Counted[],
  behind: ReadonlySet<string>,
): ReadonlyMap<string, { readonly requests: number; readonly statements: number }> {
  const counts = new Map<string, { readonly requests: number; readonly statements: number }>();
  for (const { operation, calls } of counted) {
    const route = operation.requests.map((request) => request.route).join(' + ');
    const own = [...calls].reduce((sum, [id, count]) => (behind.has(id) ? sum : sum + count), 0);
    const { requests, statements } = counts.get(route) ?? { requests: 0, statements: 0 };
    counts.set(route, { requests: requests + operation.requests.length, statements: statements + own });
  }
  return counts;
}
