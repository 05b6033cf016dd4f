import { openCalendarSweep } from './calendar-sweep.ts';
import type { GhostHold, Wish } from './ghost-holds.ts';
import type { Holding } from './holdings.ts';
import type { Entry, Span, Story } from './ledger.ts';
import type { Recording } from './on-ledger.ts';
import type { Seats } from './seats.ts';

/** Refused moves onto time that the moved booking itself had a part of, its buffer included. */
export interface OwnTime {
  /** Nobody else was there: the booking itself explains nothing. */
  readonly judged: ReadonlySet<GhostHold>;
  /** The booking, or another one of its wish, may be why. */
  readonly leftOut: ReadonlySet<GhostHold>;
}

const nobody: OwnTime = { judged: new Set(), leftOut: new Set() };

/**
 * A booking is in its own way by mistake where all is plain: it is one, alone in its place, all that was done to it
 * before was answered, and nothing went on meanwhile; an appointment may begin at just that time of just that person,
 * since it was offered, or given, for the same service; and nobody else asked for a part of it at that moment, who, as
 * long as it took to refuse them, may have been there.
 * @param refused all that was refused as taken
 * @param asked those of them for which nothing but a booking can be the reason
 */
export function ownTimeOf(
  refused: readonly GhostHold[],
  asked: readonly GhostHold[],
  holdings: readonly Holding[],
  recording: Recording,
  seats: Seats,
): OwnTime {
  const moves = asked.filter(({ wish }) => wish.story !== -1);
  if (moves.length === 0) return nobody;
  const stories = recording.ledger.stories();
  const { clockErrorMs } = recording;
  const own = Map.groupBy(holdings.filter(among(moves.map(({ wish }) => wish.story))), ({ story }) => story);
  const beside = moves.filter((move) =>
    own.get(move.wish.story)?.some((holding) => isInTheWay(holding, seats.blockedUntilMs(holding), move, clockErrorMs)),
  );
  if (beside.length === 0) return nobody;
  const isBookable = openBookable(beside, holdings, recording);
  const isAlone = openCrowd(refused, beside, seats, clockErrorMs);
  const judged = new Set<GhostHold>();
  const leftOut = new Set<GhostHold>();
  for (const move of beside) {
    const { wish } = move;
    const isSingle = [wish, ...(own.get(wish.story) ?? [])].every(
      (seated) => seats.sessionOf(seated, wish.story) === wish.story,
    );
    const isPlain = isSingle && isSettled(stories[wish.story] as Story, move.refused, clockErrorMs);
    (isPlain && isBookable(wish) && isAlone(move) ? judged : leftOut).add(move);
  }
  return { judged, leftOut };
}

function among(stories: readonly number[]): (holding: Holding) => boolean {
  const wanted = new Set(stories);
  return ({ story }) => wanted.has(story);
}

function isInTheWay(
  { resource, fromMs, possibly }: Holding,
  blockedMs: number,
  { wish, refused }: GhostHold,
  clockErrorMs: number,
): boolean {
  const isThere = resource === wish.resource && fromMs < wish.blockedMs && wish.fromMs < blockedMs;
  return isThere && possibly.fromMs <= refused.endMs + clockErrorMs && possibly.toMs >= refused.startMs - clockErrorMs;
}

/** One booking, of which everybody knows where it stood when the move was asked for. */
function isSettled({ entries, initial, final }: Story, refused: Entry, clockErrorMs: number): boolean {
  const made: number[] = initial.map(({ idNumber }) => idNumber);
  for (const entry of entries) {
    const { verb, type, reason, startMs, endMs, answeredBooking } = entry;
    if (entry === refused || startMs > refused.endMs + clockErrorMs) continue;
    const isOpen = type === 'info' || reason === 'error' || reason === 'unknown';
    if (isOpen || endMs + clockErrorMs >= refused.startMs) return false;
    if (type === 'ok' && (verb === 'book' || verb === 'hold')) made.push(answeredBooking);
  }
  const isOne = made.length === 1 || (made[0] !== -1 && new Set(made).size === 1);
  const stored = new Set(final.filter(({ status }) => status !== 'cancelled').map(({ id }) => id));
  return isOne && stored.size <= 1;
}

type Wanted = Pick<Wish, 'tenant' | 'service' | 'resource' | 'fromMs' | 'toMs'>;

/** The very same time was offered, or given, for the same service. */
function openBookable(
  moves: readonly GhostHold[],
  holdings: readonly Holding[],
  { ledger }: Recording,
): (wish: Wanted) => boolean {
  const wanted = new Set(moves.map(({ wish }) => wish.resource));
  const known = new Set<string>();
  const add = (tenant: number, service: number, { resource, fromMs, toMs }: Span): void => {
    if (wanted.has(resource)) known.add(nameOf({ tenant, service, resource, fromMs, toMs }));
  };
  for (const { type, tenant, service, offered = [] } of ledger.searches) {
    if (type === 'ok') for (const span of offered) add(tenant, service, span);
  }
  for (const holding of holdings) {
    if (holding.makes.some(({ type }) => type === 'ok')) add(holding.tenant, holding.service, holding);
  }
  return (wish) => known.has(nameOf(wish));
}

function nameOf({ tenant, service, resource, fromMs, toMs }: Wanted): string {
  return `${tenant} ${service} ${resource} ${fromMs} ${toMs}`;
}

/** Whether nobody else was refused a part of the same time at the same moment. */
function openCrowd(
  refused: readonly GhostHold[],
  moves: readonly GhostHold[],
  seats: Seats,
  clockErrorMs: number,
): (move: GhostHold) => boolean {
  const sweep = openCalendarSweep();
  const questions = new Map<GhostHold, number>();
  const calendarOf = ({ wish }: GhostHold): number => seats.calendarOf(wish.tenant, wish.resource);
  for (const other of refused) {
    const { wish, refused: entry } = other;
    sweep.put(calendarOf(other), wish.fromMs, wish.blockedMs, entry.startMs, entry.endMs, entry.row);
  }
  for (const move of moves) {
    const { wish, refused: entry } = move;
    const untilMs = entry.endMs + clockErrorMs;
    questions.set(move, sweep.ask(calendarOf(move), wish.fromMs, wish.blockedMs, untilMs, entry.row));
  }
  const answers = sweep.answers();
  return (move) => {
    const row = answers[questions.get(move) as number] as number;
    return row === -1 || sweep.untilMs(row) < move.refused.startMs - clockErrorMs;
  };
}
