import type { Finding, Scene } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { type CalledBookings, calledBookings } from './outgoing/called-bookings.ts';
import { type JudgedProviders, judgedProviders } from './outgoing/judged-providers.ts';
import { lostReplies } from './outgoing/lost-replies.ts';
import { misdirectedMessages } from './outgoing/misdirected-messages.ts';
import { type Debt, openDebts } from './outgoing/open-debts.ts';
import { type Disagreement, reconcileEntries } from './outgoing/reconcile-entries.ts';
import { reconcileMessages, strangeKinds } from './outgoing/reconcile-messages.ts';
import { refusedReferences } from './outgoing/refused-references.ts';
import { idsOfBooking, sceneOfBooking, tellBooking } from './outgoing/tell-booking.ts';
import { firstNamed } from './webhooks/first-named.ts';

/**
 * Reconciliation: when all is said and done, bookings, entries and messages agree, whatever the providers went through.
 * What still waits by the platform's own word is unknown; what it gave up though the provider was well again is not.
 * Who cannot be asked has 120 s after change and recovery. What came twice is for `exactly-once` to say.
 */
export const reconciliation = onLedger('reconciliation', judge);

type Kind = Disagreement['kind'] | 'given up';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  missing: { one: 'call to a provider never had its effect', many: 'calls to providers never had their effect' },
  phantom: {
    one: 'booking has an entry or a message that it should not have',
    many: 'bookings have entries or messages that they should not have',
  },
  differing: { one: 'entry stands elsewhere than its booking', many: 'entries stand elsewhere than their bookings' },
  misdirected: {
    one: 'booking was told to somebody else’s number',
    many: 'bookings were told to somebody else’s number',
  },
  'given up': {
    one: 'call was given up, though the provider was well again',
    many: 'calls were given up, though the providers were well again',
  },
};

function judge(original: Recording): Omit<Finding, 'by'> {
  const judged = judgedProviders(original);
  if (!('names' in judged)) return judged;
  const { recording } = judged;
  const bookings = calledBookings(recording);
  const witness = openWitness<Kind>(words);
  const counts = { waiting: 0, 'too-early': 0, refused: 0 };
  const debts = openDebts(recording);
  const refused = refusedReferences(judged, recording);
  const named = recognised(judged, bookings, recording);
  for (const one of named === undefined && recording.isFinalComplete
    ? disagreements(judged, bookings, recording)
    : []) {
    const references = one.booking?.references ?? one.items.map(({ reference }) => reference);
    const debt = debts.of(one.provider, references, one.booking && tenantOf(one.booking, recording), sinceMs(one));
    if (debt === 'waiting' || debt === 'too-early') counts[debt] += 1;
    else if (one.kind === 'missing' && references.some((name) => refused.has(`${one.provider} ${name}`))) {
      counts.refused += 1;
    } else addCase(witness, one, debt, recording);
  }
  // What was sent was sent, whatever waits still.
  for (const one of named === undefined ? misdirectedMessages(judged, bookings, recording) : []) {
    addCase(witness, one, 'settled', recording);
  }
  const examined = bookings.all.filter(({ isOurs }) => isOurs).length;
  const lost = lostReplies(judged, recording);
  return firstNamed(
    conclude(
      witness,
      {
        examined,
        reached: [
          { what: 'bookings that were compared with the providers', count: examined },
          { what: 'replies that were lost after the act', count: lost.afterTheAct },
          { what: 'calls that failed, and were done later', count: lost.doneLater },
          { what: 'calls that wait by the platform’s own word', count: counts.waiting },
        ],
        lacks:
          named ??
          judged.lacks ??
          strangeKinds(judged, recording) ??
          lackOf({ ...counts, ...lost, examined }, recording),
        good:
          `${examined} bookings agree with the providers, ` +
          `though ${lost.afterTheAct} replies were lost and ${lost.doneLater} calls failed at first`,
      },
      recording,
    ),
  );
}

function disagreements(judged: JudgedProviders, bookings: CalledBookings, recording: Recording) {
  return [...reconcileEntries(judged, bookings, recording), ...reconcileMessages(judged, bookings, recording)];
}

type Counts = Record<'waiting' | 'too-early' | 'refused' | 'afterTheAct' | 'doneLater' | 'examined', number>;

function lackOf(counts: Counts, { isFinalComplete }: Recording): string | undefined {
  if (!isFinalComplete) return 'the final state was not read to its end';
  if (counts.waiting > 0) return `${counts.waiting} calls wait still, by the platform’s own word`;
  if (counts['too-early'] > 0) {
    return `nobody asked late enough whether calls wait that have had no effect: ${counts['too-early']}`;
  }
  if (counts.refused > 0) return `the providers refused what was sent for bookings: ${counts.refused}`;
  if (counts.examined === 0) return 'no booking was made that a provider should know of';
  if (counts.afterTheAct === 0) return 'no reply of a provider was lost after it had done what was asked';
  return counts.doneLater === 0 ? 'no call to a provider failed and was done later' : undefined;
}

/** Bookings are found at the providers by their ids or our tags; who calls them otherwise cannot be judged. */
function recognised({ names }: JudgedProviders, bookings: CalledBookings, { ledger, isShared }: Recording) {
  const items = ledger.providers.items().filter(({ provider }) => names.has(provider));
  const known = items.filter(({ reference }) => bookings.of(reference) !== undefined).length;
  const strange = items.filter(({ reference }) => reference !== -1).length - known;
  if (strange <= known || isShared) return undefined;
  return `references at the providers are neither ids of bookings nor our tags: ${strange} of ${items.length}`;
}

function tenantOf({ story, stored }: NonNullable<Disagreement['booking']>, { ledger }: Recording): string | undefined {
  const number = story.entries.find(({ tenant }) => tenant !== -1)?.tenant;
  return stored?.tenant ?? (number === undefined ? undefined : ledger.names.textOf(number));
}

function sinceMs({ booking, items }: Disagreement): number {
  return booking?.changedMs ?? Math.max(...items.map(({ madeMs }) => madeMs));
}

function addCase(witness: OpenWitness<Kind>, one: Disagreement, debt: Debt, recording: Recording): void {
  const kind = debt === 'given-up' ? 'given up' : one.kind;
  const scene = (): Scene => sceneOfBooking(one, sentenceOf(one, kind), recording);
  witness.add(kind, tellBooking(one, recording), idsOfBooking(one, recording), scene);
}

function sentenceOf({ provider, booking, items, message }: Disagreement, kind: Kind): string {
  const name = booking?.stored?.id ?? (booking === undefined ? 'no booking' : 'a booking that is not there');
  const what = message === undefined ? 'entry' : `message of its ${message}`;
  if (kind === 'given up') return `The call to the ${provider} for ${name} was given up, though the provider was well.`;
  if (kind === 'missing') return `${name} has no ${what} at the ${provider}, and nothing waits.`;
  if (kind === 'differing') return `${name} stands elsewhere than ${items[0]?.id} at the ${provider}.`;
  if (kind === 'misdirected') return `${items[0]?.id} tells of ${name} at the only number of another customer.`;
  const status = booking?.stored?.status ?? 'not stored';
  return `${items[0]?.id} at the ${provider} is of ${name} (${status}), and should not be there.`;
}
