import type { Finding } from '../core/finding.ts';
import type { Checker } from './checker.ts';
import { conclude, notApplicable, type Seen } from './conclude.ts';
import type { Entry } from './ledger.ts';
import { calmOf } from './linearizability/calm.ts';
import { type Component, componentsOf } from './linearizability/components.ts';
import { decidedRefusals } from './linearizability/decided-refusals.ts';
import { afterAllMs, type Group } from './linearizability/group.ts';
import { groupOf } from './linearizability/group-of.ts';
import { isDoneInTurn } from './linearizability/is-done-in-turn.ts';
import { judgeGroup } from './linearizability/judge-group.ts';
import { type Knowledge, knowledgeOf } from './linearizability/knowledge.ts';
import { type KnownBooking, meet, type Stranger, spansOf } from './linearizability/known-booking.ts';
import { type Known, knownBookings } from './linearizability/known-bookings.ts';
import { type LostUpdate, openLostUpdates } from './linearizability/lost-updates.ts';
import type { Outcome } from './linearizability/search.ts';
import { shrink } from './linearizability/shrink.ts';
import { tellContradiction } from './linearizability/tell-contradiction.ts';
import { hasTimeline, lifeOf } from './linearizability/timeline.ts';
import type { Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { sceneOf } from './scene.ts';

/** Looks at an act and characters of states, of one group and of all; a search that uses them up says nothing. */
const groupBudget = { looks: 4_000_000, characters: 16_000_000 };
const looksMax = 60_000_000;
const shrunkMax = 20;

/**
 * Linearizability: each operation on a calendar took effect at one moment between its start and its end, or, without an
 * answer, at some moment after its start or never. For each group of bookings whose places touch, an order is searched
 * that explains what everybody was told and what is stored at the end. What other laws judge alone (a booking that
 * contradicts itself without a race, a read that is old) is left to them, and so is every refusal that something
 * outside of the recording may explain. Changes that say which version they are based on are done to that one alone.
 */
export const linearizability: Checker = {
  name: 'linearizability',
  open(circumstances, ledger) {
    const updates = openLostUpdates();
    return {
      take: updates.take,
      close(completeness) {
        const recording = { ...circumstances, ...completeness, ledger };
        return { by: 'linearizability', ...judge(recording, updates.close(recording)) };
      },
    };
  },
};

type Kind = 'contradiction' | 'lost update';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  contradiction: { one: 'contradiction', many: 'contradiction' },
  'lost update': {
    one: 'change was made over another one that it did not know of',
    many: 'changes were made over others that they did not know of',
  },
};

function judge(recording: Recording, lost: readonly LostUpdate[]): Omit<Finding, 'by'> {
  const { offers, ledger } = recording;
  const verbs = offers?.verbs;
  if (Array.isArray(verbs) && !verbs.includes('book') && !verbs.includes('hold')) return notApplicable('way to book');
  const knowledge = knowledgeOf(recording);
  const calm = calmOf(knowledge);
  const known = followed(knownBookings(calm.stories, knowledge), knowledge);
  const refusals = decidedRefusals(knowledge, known, calm);
  const searched = searchAll(componentsOf(known.bookings, refusals, knowledge), knowledge);
  const groups = calm.stretches + searched.groups;
  const races = calm.met + searched.met;
  const seen: Seen = {
    examined: ledger.entries.length,
    reached: [{ what: 'groups of bookings in which operations met in time', count: races }],
    lacks: lackOf(searched, { groups, races }, known, knowledge),
    good: `${groups} groups of bookings have an order that explains every answer; ${searched.searched} were searched`,
  };
  for (const update of lost) tellLost(searched.witness, update, recording);
  return conclude(searched.witness, seen, recording);
}

function tellLost(witness: OpenWitness<Kind>, { first, second, basedOn }: LostUpdate, { ledger }: Recording): void {
  const { names } = ledger;
  const sentence =
    `${names.textOf(second.askedBooking)} was changed twice on condition that it was still ${basedOn}, ` +
    'and both were told that it was done.';
  witness.add('lost update', sentence, [names.textOf(second.askedBooking), first.id, second.id], () =>
    sceneOf(names, sentence, [first, second]),
  );
}

/** Without the bookings that contradict themselves though nothing raced: they are told by accounting. */
function followed({ bookings, strangers }: Known, knowledge: Knowledge): Known {
  const kept: KnownBooking[] = [];
  const aside: Stranger[] = [...strangers];
  for (const booking of bookings) {
    const isGood = booking.isRaced || lifeOf(booking) !== undefined || agreesWithItself(booking, knowledge);
    if (isGood) kept.push(booking);
    else {
      const { customer } = booking;
      const when = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
      aside.push(...spansOf(booking).map((span) => ({ span, customer, ...when })));
    }
  }
  return { bookings: kept, strangers: aside };
}

function agreesWithItself(booking: KnownBooking, knowledge: Knowledge): boolean {
  if (knowledge.service(booking.tenant, booking.service).seats > 0 && isDoneInTurn(booking)) return true;
  return judgeGroup(groupOf([booking], [], knowledge), knowledge.clockErrorMs, groupBudget).verdict === 'linearizable';
}

interface Searched {
  readonly witness: OpenWitness<Kind>;
  /** In which operations met in time. */
  readonly met: number;
  readonly gaveUp: readonly Group[];
  readonly groups: number;
  /** How many were not plain to see. */
  readonly searched: number;
}

function searchAll(open: readonly Component[], knowledge: Knowledge): Searched {
  const witness = openWitness<Kind>(words);
  const gaveUp: Group[] = [];
  let met = 0;
  let looks = 0;
  let plain = 0;
  for (const component of open) {
    if (isMet(component)) met += 1;
    if (isAlone(component) || hasTimeline(component, knowledge)) {
      plain += 1;
      continue;
    }
    const group = groupOf(component.bookings, component.sightings, knowledge);
    const rest = Math.min(groupBudget.looks, looksMax - looks);
    const outcome = judgeGroup(group, knowledge.clockErrorMs, { ...groupBudget, looks: rest });
    looks += outcome.looks;
    if (outcome.verdict === 'gave-up') gaveUp.push(group);
    if (outcome.verdict === 'not-linearizable') convict(witness, group, knowledge);
  }
  return { witness, met, gaveUp, groups: open.length, searched: open.length - plain };
}

function convict(witness: OpenWitness<Kind>, group: Group, knowledge: Knowledge): void {
  if (witness.totalBut() >= shrunkMax) {
    witness.add('contradiction', '', []);
    return;
  }
  const { names } = knowledge.ledger;
  const judge = (part: Group, looks: number): Outcome =>
    judgeGroup(part, knowledge.clockErrorMs, { ...groupBudget, looks });
  const { sentence, contradicting, others, ids } = tellContradiction(shrink(group, judge), knowledge);
  witness.add('contradiction', sentence, ids, () => sceneOf(names, sentence, contradicting, others));
}

/** Nobody came near: a booking that agrees with itself, or several that nobody touched. */
function isAlone({ bookings, sightings }: Component): boolean {
  if (sightings.length > 0) return false;
  return (bookings.length === 1 && bookings[0]?.isRaced === false) || bookings.every(({ deeds }) => deeds.length === 0);
}

/** An effect, and something else that ran at the same time. */
function isMet({ bookings, sightings }: Component): boolean {
  const effects: Window[] = [];
  const seen: Window[] = sightings.map(({ entry }) => entry);
  for (const { entry, kind, startMs, endMs } of bookings.flatMap(({ deeds }) => deeds)) {
    if (entry === undefined) continue;
    if (kind === 'shown') seen.push(entry);
    else effects.push({ startMs, endMs: endMs === afterAllMs ? entry.endMs : endMs });
  }
  effects.sort((a, b) => a.startMs - b.startMs);
  const isBeside = effects.some((effect, at) => at > 0 && meet(effect, effects[at - 1] as Window));
  return isBeside || effects.some((effect) => seen.some((one) => meet(effect, one)));
}

type Window = Pick<Entry, 'startMs' | 'endMs'>;

function lackOf(
  { gaveUp }: Searched,
  { groups, races }: { readonly groups: number; readonly races: number },
  known: Known,
  knowledge: Knowledge,
): string | undefined {
  const { ledger, isFinalComplete } = knowledge;
  const [first] = gaveUp;
  if (first !== undefined) {
    const calendar = first.places[0]?.resource ?? 0;
    const where = `${ledger.names.textOf(knowledge.resourceOf(calendar))} with ${first.acts.length} operations`;
    return `the search was given up in ${gaveUp.length} groups of bookings, first at ${where}`;
  }
  if (groups === 0) return 'no booking was made that could be followed';
  const hidesMore = known.bookings.some(({ isRaced, deeds }) => isRaced || deeds.some(({ isOptional }) => isOptional));
  if (!isFinalComplete && hidesMore) return 'changes met or had no answer, and what they left was not read to its end';
  return races === 0 ? 'no two operations met on one place, so no order was put to the test' : undefined;
}
