import type { Entry } from '../ledger.ts';
import { momentText, placeText } from '../scene.ts';
import { type Act, areRivals, beforeAllMs, type Group, isEffect, type Place } from './group.ts';
import type { Knowledge } from './knowledge.ts';
import { meet } from './known-booking.ts';

export interface Contradiction {
  /** In plain words: who was told what, and why it cannot be. */
  readonly sentence: string;
  readonly contradicting: readonly Entry[];
  /** What else is known of the same bookings, to understand it. */
  readonly others: readonly Entry[];
  /** Ids of operations, then of bookings. */
  readonly ids: readonly string[];
}

interface Told {
  readonly group: Group;
  /** Those that an order has to explain. */
  readonly owed: readonly Act[];
  nameOf(booking: number): string;
  placeName(place: number): string;
}

interface Telling {
  /** What follows the moment. */
  readonly text: string;
  /** What cannot be true together, where it is more than what is owed. */
  readonly acts?: readonly Act[];
}

/** @param group shrunk: every act of it that is owed is needed for the contradiction */
export function tellContradiction(group: Group, knowledge: Knowledge): Contradiction {
  const { ledger, originMs } = knowledge;
  const owed = group.acts.filter(({ isOptional }) => !isOptional);
  const told: Told = {
    group,
    owed,
    nameOf(booking) {
      const name = group.bookings[booking]?.name ?? -1;
      return name === -1 ? 'a booking' : ledger.names.textOf(name);
    },
    placeName(place) {
      const { resource, fromMs } = group.places[place] as Place;
      return placeText(ledger.names, { resource: knowledge.resourceOf(resource), fromMs });
    },
  };
  const telling = tellers.map((tell) => tell(told)).find((each) => each !== undefined) ?? tellAnything(told);
  const acts = [...new Set([...owed, ...(telling.acts ?? [])])];
  const concerned = new Set([
    ...acts.map(({ booking }) => booking),
    ...standingBefore(group),
    ...visitorsOf(group, owed),
  ]);
  concerned.delete(-1);
  const others = group.acts.filter(({ booking }) => concerned.has(booking)).flatMap(({ entry }) => entry ?? []);
  const contradicting = acts.flatMap(({ entry }) => entry ?? []);
  const known = contradicting.length > 0 ? contradicting : others;
  const lastMs = known.reduce((last, { endMs }) => Math.max(last, endMs), 0);
  const sentence = `${momentText(lastMs, originMs)} ${telling.text}`;
  return {
    sentence,
    contradicting,
    others,
    ids: [...contradicting.map(({ id }) => id), ...[...concerned].map(told.nameOf)],
  };
}

const tellers: readonly ((told: Told) => Telling | undefined)[] = [
  tellCrossing,
  tellOwners,
  tellLostUpdate,
  tellBothTaken,
  tellLeftBehind,
  tellTakenAndFree,
  tellGhost,
  tellStaleOffer,
];

function tellCrossing({ group, owed, nameOf, placeName }: Told): Telling | undefined {
  const moves = answeredMoves(group);
  for (const one of moves.filter((move) => owed.includes(move))) {
    const other = moves.find(
      (each) =>
        each.booking !== one.booking &&
        firstPlace(group, each.booking) === one.place &&
        firstPlace(group, one.booking) === each.place,
    );
    if (other === undefined) continue;
    const moved = [one, other].map(({ booking, place }) => `${nameOf(booking)} to ${placeName(place)}`).join(' and ');
    const why = 'whichever came first found its place still taken';
    return { text: `two bookings had been moved into each other's place, ${moved}: ${why}.`, acts: [one, other] };
  }
  return undefined;
}

/** Everything owed says that somebody has a place: more of them than there is room for. */
function tellOwners({ group, owed, nameOf, placeName }: Told): Telling | undefined {
  if (owed.length === 0 || !owed.every(isOwning)) return undefined;
  const owners = [...new Set([...standingBefore(group), ...owed.map(({ booking }) => booking)])];
  const places = owners.map((booking) => lastPlace(group, owed, booking));
  const [first, ...others] = places;
  if (first === undefined || others.length === 0) return undefined;
  const names = listed(owners.map(nameOf));
  const seats = group.places[first]?.seats ?? 1;
  if (others.every((place) => place === first)) {
    const room = seats === 1 ? '' : `, where there is room for ${seats}`;
    return {
      text: `${inWords(owners.length)} were told that ${placeName(first)} is theirs${room}: bookings ${names}.`,
    };
  }
  if (owners.length !== 2 || !areBoth(group, places)) return undefined;
  const where = listed([...new Set(places.map((place) => placeName(place as number)))]);
  return { text: `two were told that hours of one calendar are theirs which overlap, ${where}: bookings ${names}.` };
}

function tellLostUpdate({ group, owed, nameOf, placeName }: Told): Telling | undefined {
  const [first] = owed;
  const shown = owed.filter(({ kind }) => kind === 'shown');
  if (first === undefined || shown.length === 0 || owed.some(({ booking }) => booking !== first.booking))
    return undefined;
  const raced = racedMoves(group, first.booking);
  const where = listed([...new Set(raced.map(({ place }) => placeName(place)))]);
  const answered = raced.length === 0 ? '' : ` was moved at once to ${where}, and each was acknowledged; it`;
  const stands = shown.map(({ shown: how, place }) => (place === -1 ? `is ${how}` : `stands at ${placeName(place)}`));
  const order = raced.length === 2 ? 'no order of the two' : 'no order of what was answered';
  return {
    text: `${nameOf(first.booking)}${answered} ${listed(stands)} afterwards, which ${order} leaves behind.`,
    acts: raced,
  };
}

/** A place that a race of moves left taken, though the booking stands elsewhere. */
function tellLeftBehind({ group, owed, nameOf, placeName }: Told): Telling | undefined {
  const [refused, ...more] = owed.filter(({ kind }) => kind === 'refused');
  const [first, ...rest] = owed.filter((act) => act !== refused);
  if (refused === undefined || more.length > 0 || first === undefined || first.booking === -1) return undefined;
  if (rest.some(({ booking }) => booking !== first.booking)) return undefined;
  const raced = racedMoves(group, first.booking);
  const last = [first, ...rest].findLast(({ kind, place }) => kind === 'shown' && place !== -1);
  if (raced.length === 0 || last === undefined) return undefined;
  const where = listed([...new Set(raced.map(({ place }) => placeName(place)))]);
  const moved = `${nameOf(first.booking)}, which was moved at once to ${where}, stands at ${placeName(last.place)}`;
  const text = `${placeName(refused.place)} was refused as taken, though ${moved}, and nobody is known to stand there.`;
  return { text, acts: raced };
}

/** Two places that only one booking can have taken, and it cannot have taken both. */
function tellBothTaken({ group, owed, nameOf, placeName }: Told): Telling | undefined {
  const [booking, ...more] = visitorsOf(group, owed);
  if (owed.length < 2 || owed.some(({ kind }) => kind !== 'refused') || booking === undefined) return undefined;
  const raced = racedMoves(group, booking);
  if (more.length > 0 || raced.length === 0) return undefined;
  const where = listed([...new Set(owed.map(({ place }) => placeName(place)))]);
  const goals = listed([...new Set(raced.map(({ place }) => placeName(place)))]);
  const why = `only ${nameOf(booking)}, which was moved at once to ${goals}`;
  return { text: `${where} were refused as taken, and ${why}, can have stood at one of them.`, acts: raced };
}

function tellTakenAndFree({ owed, placeName }: Told): Telling | undefined {
  const [one, other] = owed;
  if (one === undefined || other === undefined || owed.length !== 2 || one.place !== other.place) return undefined;
  const kinds = owed.map(({ kind }) => kind);
  if (!kinds.includes('refused') || !kinds.includes('free')) return undefined;
  const why = 'and nobody can have come or gone in between';
  return { text: `${placeName(one.place)} was both refused as taken and offered as free, ${why}.` };
}

function tellGhost({ owed, nameOf, placeName }: Told): Telling | undefined {
  const refused = owed.filter(({ kind }) => kind === 'refused');
  const [only] = refused;
  if (only === undefined || refused.length !== 1 || owed.some((act) => act !== only && !isEffect(act)))
    return undefined;
  const rest = owed.filter((act) => act !== only);
  const others = listed([...new Set(rest.map(({ booking }) => nameOf(booking)))]);
  const known = rest.some(({ kind }) => kind === 'cancel')
    ? `${others} had been cancelled`
    : `${others} explains nothing`;
  const but = rest.length === 0 ? '' : `: ${known}`;
  return { text: `${placeName(only.place)} was refused as taken, and nobody can have held it${but}.` };
}

function tellStaleOffer({ group, owed, nameOf, placeName }: Told): Telling | undefined {
  const [offer, ...more] = owed.filter(({ kind }) => kind === 'free');
  if (offer === undefined || more.length > 0 || owed.some((act) => act !== offer && !isOwning(act))) return undefined;
  const owners = [...standingBefore(group), ...owed.filter((act) => act !== offer).map(({ booking }) => booking)];
  const held = listed([...new Set(owners)].map(nameOf));
  return { text: `${placeName(offer.place)} was offered as free while ${held} held it.` };
}

function tellAnything({ owed, nameOf, placeName }: Told): Telling {
  const places = owed.flatMap(({ place }) => (place === -1 ? [] : [placeName(place)]));
  const bookings = owed.flatMap(({ booking }) => (booking === -1 ? [] : [nameOf(booking)]));
  const about = [...[...new Set(places)].slice(0, 3), ...[...new Set(bookings)].slice(0, 3)].join(', ');
  return { text: `what was answered about ${about} cannot all be true, in whatever order it is put.` };
}

/** Also those that the contradiction could do without. */
function answeredMoves({ acts }: Group): readonly Act[] {
  return acts.filter(({ kind, entry }) => kind === 'move' && entry?.type === 'ok');
}

function racedMoves(group: Group, booking: number): readonly Act[] {
  const moves = answeredMoves(group).filter((move) => move.booking === booking);
  return moves.filter((one) => moves.some((other) => other !== one && areMet(one, other)));
}

function areMet({ entry: one }: Act, { entry: other }: Act): boolean {
  return one !== undefined && other !== undefined && meet(one, other);
}

/** It says that the booking has its place, and goes on having it. */
function isOwning({ kind, shown }: Act): boolean {
  return kind !== 'cancel' && kind !== 'free' && kind !== 'refused' && shown !== 'gone' && shown !== 'missing';
}

/** Bookings that are known to have stood before the load. */
function standingBefore({ bookings }: Group): readonly number[] {
  return [...bookings.keys()].filter((at) => {
    const booking = bookings[at];
    return booking?.initial !== undefined && booking.goesFromMs !== beforeAllMs;
  });
}

/** Bookings that may have stood at the places in question. */
function visitorsOf({ acts, bookings }: Group, owed: readonly Act[]): readonly number[] {
  const places = new Set(owed.flatMap(({ kind, place }) => (kind === 'refused' || kind === 'free' ? [place] : [])));
  const visits = acts.flatMap(({ booking, place }) => (booking !== -1 && places.has(place) ? [booking] : []));
  const before = [...bookings.keys()].filter((at) => places.has(bookings[at]?.initial?.place ?? -1));
  return [...new Set([...visits, ...before])];
}

function firstPlace({ bookings, acts }: Group, booking: number): number | undefined {
  const made = acts.find((act) => act.booking === booking && (act.kind === 'book' || act.kind === 'hold'));
  return bookings[booking]?.initial?.place ?? made?.place;
}

function lastPlace(group: Group, owed: readonly Act[], booking: number): number | undefined {
  const own = owed.filter((act) => act.booking === booking && act.place !== -1);
  return own.at(-1)?.place ?? firstPlace(group, booking);
}

function areBoth({ places }: Group, [first, second]: readonly (number | undefined)[]): boolean {
  const [one, other] = [places[first ?? -1], places[second ?? -1]];
  return one !== undefined && other !== undefined && areRivals(one, other);
}

function listed(names: readonly string[]): string {
  return names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function inWords(count: number): string {
  return ['nobody', 'one', 'two', 'three', 'four', 'five', 'six'][count] ?? String(count);
}
