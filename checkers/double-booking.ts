import type { Finding } from '../core/finding.ts';
import { openCalendarSweep } from './calendar-sweep.ts';
import { type Clash, clashesOf } from './clashes.ts';
import { conclude } from './conclude.ts';
import { type Holding, holdingsOf } from './holdings.ts';
import type { Entry } from './ledger.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { openWitness } from './open-witness.ts';
import { minuteText, momentText, placeText, sceneOf } from './scene.ts';
import { openSeats, type Seats } from './seats.ts';

/**
 * Double booking: nobody's time is given to two, and no group gets more people than it has seats. Each booking is a
 * rectangle, [acknowledged, first attempt that may have ended it) in real time by [start, end) in calendar time, the
 * buffer that belongs to it included; two of one calendar that intersect are a double booking, unless they are seats of
 * one group.
 */
export const doubleBooking = onLedger('double-booking', judge);

type Kind = 'accepted one after the other' | 'accepted at once' | 'no buffer between' | 'oversold';

function judge(recording: Recording): Omit<Finding, 'by'> {
  const { ledger, clockErrorMs, isShared } = recording;
  const seats = openSeats(recording);
  const clashes = clashesOf(holdingsOf(recording).all, seats, clockErrorMs, isShared);
  const witness = openWitness<Kind>();
  for (const clash of clashes.found) {
    witness.add(kindOf(clash), textOf(clash, recording), idsOf(clash, recording), () => sceneOfClash(clash, recording));
  }
  const met = meetings(ledger.attempts, seats);
  const finding = conclude(
    witness,
    {
      examined: clashes.judged,
      reached: [
        { what: 'attempts at a time that somebody else asked for at the same moment', count: met },
        { what: 'bookings and holds that were surely there for a while', count: clashes.judged },
      ],
      lacks: lackOf(clashes.judged, clashes.unclear, met),
      good: `none of ${clashes.judged} bookings and holds had another's time; ${met} attempts met another one there`,
      explainedBy: () => fewestExplanations(clashes.found, recording.unseenOperations),
    },
    recording,
  );
  return finding.validity === 'invalid' ? { ...finding, summary: summaryOf(clashes.found) } : finding;
}

function lackOf(judged: number, unclear: number, met: number): string | undefined {
  if (unclear > 0)
    return `${unclear} bookings share a time with others, and nobody told how many seats their services have`;
  if (judged === 0)
    return 'nothing was acknowledged and stayed for a while, so that nothing can have been given away twice';
  return met === 0 ? 'no two attempts at one time ever met: nobody raced' : undefined;
}

function kindOf({ kind, isAfterwards }: Clash): Kind {
  if (kind === 'oversold') return kind;
  if (kind === 'in-buffer') return 'no buffer between';
  return isAfterwards ? 'accepted one after the other' : 'accepted at once';
}

/** Says whether the platform loses races, or does not look at all. */
function summaryOf(found: readonly Clash[]): string {
  const count = (kind: Clash['kind'], isAfterwards: boolean): number =>
    found.filter((clash) => clash.kind === kind && clash.isAfterwards === isAfterwards).length;
  const parts: string[] = [];
  const say = (many: number, one: string, more: string): void => {
    if (many > 0) parts.push(`${many} ${many === 1 ? one : more}`);
  };
  say(
    count('double', false),
    'booking was accepted at once with another one',
    'bookings were accepted at once with another one',
  );
  const unchecked = '(the platform does not look)';
  say(
    count('double', true),
    `booking was accepted after another one had the time ${unchecked}`,
    `bookings were accepted after another one had the time ${unchecked}`,
  );
  say(
    count('in-buffer', false),
    'booking was accepted at once with another one, without the buffer between them',
    'bookings were accepted at once with another one, without the buffer between them',
  );
  say(
    count('in-buffer', true),
    `booking was accepted without a buffer to one that was there already ${unchecked}`,
    `bookings were accepted without a buffer to one that was there already ${unchecked}`,
  );
  say(count('oversold', false), 'seat too many was sold at once', 'seats too many were sold at once');
  say(
    count('oversold', true),
    `seat was sold after all were gone ${unchecked}`,
    `seats were sold after all were gone ${unchecked}`,
  );
  return parts.join('; ');
}

function textOf({ late, had, atMs }: Clash, recording: Recording): string {
  const { names } = recording.ledger;
  const others = had.slice(0, 3).map((holding) => `${nameOf(holding, recording)} (${placeText(names, holding)})`);
  const more = had.length > 3 ? ` and ${had.length - 3} more` : '';
  const moment = Number.isFinite(atMs) && atMs < Number.MAX_VALUE ? momentText(atMs, recording.originMs) : 'In the end';
  const one = `${nameOf(late, recording)} (${placeText(names, late)})`;
  return `${one} beside ${others.join(', ')}${more}, ${moment.toLowerCase()}`;
}

function idsOf({ late, had }: Clash, recording: Recording): readonly string[] {
  const of = (holding: Holding): readonly string[] => {
    const name = nameOf(holding, recording);
    return [...(name === unnamed ? [] : [name]), ...holding.makes.slice(0, 2).map(({ id }) => id)];
  };
  return [...of(late), ...had.slice(0, 2).flatMap(of)];
}

const unnamed = 'one without an id';

function nameOf({ booking, storedAs }: Holding, { ledger }: Recording): string {
  return booking === -1 ? (storedAs[0] ?? unnamed) : ledger.names.textOf(booking);
}

/** The acknowledgements alone prove it, one a booking; of more seats than a picture shows, the first ones are drawn. */
function sceneOfClash(clash: Clash, recording: Recording) {
  const { names } = recording.ledger;
  const { late, had } = clash;
  const all = [...had.slice(0, 5), late];
  const bars = all.flatMap((holding) => acknowledgement(holding, clash) ?? []);
  return sceneOf(names, sentenceOf(clash, recording), bars);
}

function acknowledgement({ makes, surely }: Holding, { atMs }: Clash): Entry | undefined {
  const since = surely.findLast(({ fromMs }) => fromMs <= atMs)?.fromMs;
  return makes.find(({ endMs }) => endMs === since) ?? makes[0];
}

function sentenceOf({ kind, late, had, atMs, isAfterwards }: Clash, recording: Recording): string {
  const { names } = recording.ledger;
  const isEnd = atMs === Number.MAX_VALUE;
  const moment = isEnd ? 'In the end' : momentText(atMs, recording.originMs);
  const place = `${placeText(names, late)} UTC`;
  const ids = [...had, late].map((holding) => nameOf(holding, recording));
  if (kind === 'oversold') {
    const shown = ids.length > 6 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ');
    return `${moment} ${ids.length} customers had a seat at ${place}, which has ${had.length}: bookings ${shown}.`;
  }
  const first = had[0] as Holding;
  const isSame = first.fromMs === late.fromMs && first.toMs === late.toMs;
  const [one, other] = [first, late].map((each) => `${placeText(names, each)}-${clockText(each.toMs)}`);
  const what = isSame ? `${place} is theirs` : `${one} and ${other} UTC are theirs`;
  const told = isEnd ? 'two bookings are stored as if' : 'two customers had been told that';
  const why = isAfterwards ? ', though the second asked when the first was there already' : '';
  const buffer = kind === 'in-buffer' ? `, though a buffer that is nobody's belongs between them` : '';
  return `${moment} ${told} ${what}: bookings ${ids.join(' and ')}${buffer}${why}.`;
}

const clockText = (ms: number): string => minuteText(ms).slice(11);

/** Attempts whose request ran at the same time as an earlier one of somebody else's at an overlapping time. */
function meetings(attempts: readonly Entry[], seats: Seats): number {
  const sweep = openCalendarSweep();
  const starts: number[] = [];
  for (const { verb, reason, asked, tenant, service, tag, startMs, endMs } of attempts) {
    const isPlacing = verb === 'book' || verb === 'hold' || verb === 'confirm' || verb === 'reschedule';
    // A request that a limiter turned away raced nobody.
    if (!isPlacing || asked === undefined || !(asked.fromMs < asked.toMs) || reason === 'throttled') continue;
    const calendar = seats.calendarOf(tenant, asked.resource);
    const untilMs = seats.surelyBlockedUntilMs({ tenant, service, fromMs: asked.fromMs, toMs: asked.toMs });
    const { question } = sweep.askAndPut(calendar, asked.fromMs, untilMs, startMs, endMs, tag);
    starts[question] = startMs;
  }
  let met = 0;
  for (const [question, row] of sweep.answers().entries()) {
    if (row !== -1 && sweep.untilMs(row) > (starts[question] as number)) met += 1;
  }
  return met;
}

/**
 * One line that is missing, a cancellation, may explain all clashes of one booking. So as many are needed as there are
 * clashes that have no booking in common: some such are found, which is a lower bound. Those of a crowd that all clash
 * with one another are taken in pairs.
 */
function fewestExplanations(found: readonly Clash[], enough: number): number {
  const used = new Set<Holding>();
  const waiting = new Map<string, Holding>();
  let count = 0;
  const oversold = found.filter(({ kind }) => kind === 'oversold').length;
  for (const { kind, late, had, isAlone } of found) {
    if (kind === 'oversold' || used.has(late)) continue;
    const first = had[0] as Holding;
    // Two late ones at just the same place, both there for good, clash with each other too.
    const isForGood = isAlone && late.surely.at(-1)?.toMs === Number.POSITIVE_INFINITY;
    const place = `${late.tenant} ${late.resource} ${late.fromMs} ${late.toMs}`;
    const other = waiting.get(place);
    if (!used.has(first)) {
      used.add(first).add(late);
      count += 1;
    } else if (isForGood && other !== undefined) {
      waiting.delete(place);
      used.add(other).add(late);
      count += 1;
    } else if (isForGood) waiting.set(place, late);
    if (count > enough) return count;
  }
  return Math.max(count, oversold);
}
