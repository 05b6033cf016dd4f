import type { Finding } from '../core/finding.ts';
import { openCalendar, type Schedule } from './calendar.ts';
import { conclude } from './conclude.ts';
import { type GhostHold, ghostHoldsOf } from './ghost-holds.ts';
import { type HiddenTime, hiddenTimesOf } from './hidden-times.ts';
import { type Holding, holdingsOf } from './holdings.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { openWitness } from './open-witness.ts';
import { momentText, placeText, sceneOf } from './scene.ts';
import { openSeats, type Seats } from './seats.ts';
import { type StaleOffer, staleOffersOf } from './stale-offers.ts';
import { tenantId } from './tenant-number.ts';

/**
 * Observations: what is offered is free, unless somebody takes it at that moment (else the offer is stale); what is
 * refused as taken is somebody's (else a ghost holds it); and what is nobody's is shown (else it is hidden).
 */
export const observations = onLedger('observations', judge);

type Kind = 'stale free' | 'ghost hold' | 'own time refused' | 'hidden though free';

function judge(recording: Recording): Omit<Finding, 'by'> {
  const { ledger, clockErrorMs } = recording;
  const seats = openSeats(recording);
  const holdings = holdingsOf(recording);
  const stale = staleOffersOf(ledger.searches, holdings.all, seats, clockErrorMs);
  const whyNoGhosts = lackForGhosts(recording, holdings.unplaced);
  const ghosts =
    whyNoGhosts === undefined
      ? ghostHoldsOf(recording, holdings.all, seats, openSchedules(recording, seats))
      : { found: [], judged: 0, ownTime: new Set<GhostHold>(), leftOut: 0 };
  const hidden = whyNoGhosts === undefined ? hiddenTimesOf(recording, holdings.all, seats) : { found: [], judged: 0 };
  const witness = openWitness<Kind>();
  for (const offer of stale.found) addStale(offer, recording, witness);
  for (const ghost of ghosts.found) addGhost(ghost, ghosts.ownTime.has(ghost), recording, witness);
  for (const time of hidden.found) addHidden(time, recording, witness);
  return conclude(
    witness,
    {
      examined: stale.judged + ghosts.judged + hidden.judged,
      reached: [
        { what: 'offers of times that somebody surely had, earlier or then', count: stale.judged },
        { what: 'refusals as taken, held against all who may have had the time', count: ghosts.judged },
        { what: 'of them moves onto time that was partly the booking’s own', count: ghosts.ownTime.size },
        { what: 'times that were not shown, and given to whoever asked for them', count: hidden.judged },
        { what: 'offers and refusals that were not judged', count: stale.unclear + ghosts.leftOut },
      ],
      lacks:
        whyNoGhosts ??
        lackOf(stale.judged + hidden.judged, ghosts.judged, ghosts.leftOut) ??
        lackOfOffers(ledger.searches),
      good: `${stale.judged} offers of times that had been taken, and ${ghosts.judged} refusals, were all true`,
      explainedBy: () => fewestExplanations(stale.found, ghosts.found, hidden.found),
    },
    recording,
  );
}

/** Why a refusal cannot be held against those who may have had the time: not all of them are known. */
function lackForGhosts({ world, isShared, isInitialComplete }: Recording, unplaced: number): string | undefined {
  if (isShared) return 'others may book there too, so that a refusal may be theirs (--exclusive says that nobody does)';
  if (!isInitialComplete) return 'the initial state was not read to its end, so that a refusal may be what stood there';
  if (world === undefined) return 'no world tells of services and buffers, so that refusals cannot be explained';
  return unplaced > 0 ? `${unplaced} attempts do not say what they booked, so that a refusal may be theirs` : undefined;
}

function lackOf(offers: number, refusals: number, leftOut: number): string | undefined {
  if (offers + refusals > 0) return undefined;
  if (leftOut > 0) return `none of ${leftOut} refusals could be judged: other reasons may be behind them`;
  return 'nobody looked at a time that somebody had, and nobody was refused one';
}

/** Nobody knows whether offers are true of a platform, or an adapter, that never made one to anybody who looked. */
function lackOfOffers(searches: Recording['ledger']['searches']): string | undefined {
  const answered = searches.filter(({ type }) => type === 'ok');
  if (answered.length === 0 || answered.some(({ offered }) => offered !== undefined && offered.length > 0)) {
    return undefined;
  }
  return `${answered.length} searches were answered, and not one offered a time`;
}

function openSchedules(
  { world, ledger }: Recording,
  seats: Seats,
): (tenant: number, resource: number) => Schedule | undefined {
  const { names } = ledger;
  const { scheduleOf } = openCalendar(world);
  const known = new Map<number, Schedule | undefined>();
  return (tenant, resource) => {
    const calendar = seats.calendarOf(tenant, resource);
    if (known.has(calendar)) return known.get(calendar);
    const schedule = scheduleOf(tenantId(names, tenant), names.textOf(resource));
    known.set(calendar, schedule);
    return schedule;
  };
}

type Witness = ReturnType<typeof openWitness<Kind>>;

function addStale({ search, offer, had }: StaleOffer, recording: Recording, witness: Witness): void {
  const { names } = recording.ledger;
  const bookings = had.slice(0, 5).map((holding) => nameOf(holding, recording));
  const makes = had.slice(0, 5).map((holding) => acknowledgement(holding, search.startMs));
  const ids = [...bookings, search.id, ...makes.flatMap((make) => make?.id ?? [])];
  const place = placeText(names, offer);
  witness.add(
    'stale free',
    `${place} was offered (${search.id}) while it was taken by ${bookings.join(', ')}`,
    ids,
    () => {
      const more = had.length > 5 ? ` and ${had.length - 5} more` : '';
      const moment = momentText(search.endMs, recording.originMs);
      const whose = had.length > 1 ? 'all its seats were gone, to' : 'it was taken by';
      const owners = `${whose} ${bookings.join(', ')}${more}`;
      const sentence = `${moment} ${place} UTC was offered as free, though ${owners} all the time.`;
      return sceneOf(names, sentence, [...makes.flatMap((make) => make ?? []), search]);
    },
  );
}

function acknowledgement({ makes, surely }: Holding, atMs: number) {
  const since = surely.findLast(({ fromMs }) => fromMs < atMs)?.fromMs;
  return makes.find(({ endMs }) => endMs === since);
}

function nameOf({ booking, storedAs }: Holding, { ledger }: Recording): string {
  return booking === -1 ? (storedAs[0] ?? 'somebody’s') : ledger.names.textOf(booking);
}

function addGhost(ghost: GhostHold, isOwnTime: boolean, recording: Recording, witness: Witness): void {
  const { refused, wish } = ghost;
  const { ledger, originMs } = recording;
  const place = placeText(ledger.names, wish);
  const nobody = isOwnTime
    ? 'nobody but the booking that was to be moved there can have had any of it'
    : 'nobody can have had it';
  const kind = isOwnTime ? 'own time refused' : 'ghost hold';
  witness.add(kind, `${place} was refused as taken (${refused.id}), and ${nobody}`, [refused.id], () => {
    // What was there before, or is beside it, shows where the ghost comes from.
    const near = neighbours(refused, wish, recording);
    const moment = momentText(refused.endMs, originMs);
    const sentence = `${moment} ${place} UTC was refused as taken, though ${nobody}.`;
    return sceneOf(ledger.names, sentence, [refused], near);
  });
}

function addHidden({ shown, search, given, place }: HiddenTime, recording: Recording, witness: Witness): void {
  const { names } = recording.ledger;
  const where = placeText(names, place);
  const nobody = 'nobody can have had anything near it for a minute';
  const text = `${where} was not shown (${search.id}) and yet given (${given.id}), though ${nobody}`;
  witness.add('hidden though free', text, [shown.id, search.id, given.id], () => {
    const moment = momentText(search.endMs, recording.originMs);
    const sentence = `${moment} ${where} UTC was not shown to a user who was given it a moment later; ${nobody}.`;
    return sceneOf(names, sentence, [search, given], [shown]);
  });
}

/** The last few operations that touched that time or one right beside it. */
function neighbours({ startMs, id }: GhostHold['refused'], wish: GhostHold['wish'], recording: Recording) {
  const near = holdingsOf(recording).all.filter(
    ({ tenant, resource, fromMs, toMs }) =>
      tenant === wish.tenant && resource === wish.resource && fromMs <= wish.blockedMs && toMs >= wish.fromMs,
  );
  const entries = near.flatMap(({ makes, ends }) => [...makes, ...ends]);
  const before = entries.filter((entry) => entry.startMs < startMs && entry.id !== id);
  return before.sort((a, b) => b.startMs - a.startMs).slice(0, 4);
}

/**
 * A line that is missing explains all stale offers of one holding (a cancellation), or all refusals of one time and of
 * the same customer's others (a booking): so count holdings, and times that do not overlap, two to a line. One that is
 * missing may also hide all times of its calendar.
 */
function fewestExplanations(
  stale: readonly StaleOffer[],
  ghosts: readonly GhostHold[],
  hidden: readonly HiddenTime[],
): number {
  const calendars = new Set(hidden.map(({ search, place }) => `${search.tenant} ${place.resource}`));
  const stories = new Set(stale.map(({ had }) => had[0]?.story));
  const byCalendar = new Map<string, GhostHold[]>();
  for (const ghost of ghosts) {
    const calendar = `${ghost.wish.tenant} ${ghost.wish.resource}`;
    const some = byCalendar.get(calendar);
    if (some === undefined) byCalendar.set(calendar, [ghost]);
    else some.push(ghost);
  }
  let apart = 0;
  for (const some of byCalendar.values()) {
    some.sort((a, b) => a.wish.blockedMs - b.wish.blockedMs);
    let untilMs = Number.NEGATIVE_INFINITY;
    for (const { wish } of some) {
      if (wish.fromMs < untilMs) continue;
      apart += 1;
      untilMs = wish.blockedMs;
    }
  }
  return Math.max(stories.size, Math.ceil(apart / 2), calendars.size);
}
