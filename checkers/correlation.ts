import type { Finding } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import type { Story } from './ledger.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { openWitness } from './open-witness.ts';
import { type CalledBooking, calledBookings } from './outgoing/called-bookings.ts';
import { kindsOfMessages } from './outgoing/in-our-words.ts';
import { type JudgedProviders, judgedProviders } from './outgoing/judged-providers.ts';
import type { SeenRequest } from './outgoing/provider-requests.ts';
import { requestText, sceneOfRequests } from './outgoing/tell-request.ts';
import { firstNamed } from './webhooks/first-named.ts';

/**
 * Correlation: a call to a provider about a booking bears, as its correlation id or as its trace id, the trace id of an
 * operation on that booking: the one that our drivers sent. What no operation caused, such as reminders and the
 * clearing up of what ran out, is not judged.
 */
export const correlation = onLedger('correlation', judge);

type Kind = 'missing' | 'foreign';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  missing: { one: 'call to a provider bears no id at all', many: 'calls to providers bear no id at all' },
  foreign: {
    one: 'call to a provider bears the id of no operation on its booking',
    many: 'calls to providers bear the id of no operation on their booking',
  },
};

function judge(original: Recording): Omit<Finding, 'by'> {
  const judged = judgedProviders(original);
  if (!('names' in judged)) return judged;
  const { recording } = judged;
  const { providers, names } = recording.ledger;
  const witness = openWitness<Kind>(words);
  const bookings = calledBookings(recording);
  const counts = { joined: 0, missing: 0, foreign: 0 };
  const bad: { readonly kind: Kind; readonly request: SeenRequest; readonly booking: CalledBooking }[] = [];
  for (let row = 0; row < providers.requests.count(); row += 1) {
    const booking = bookings.of(providers.requests.reference(row));
    if (booking === undefined || booking === 'several') continue;
    const request = providers.requests.at(row);
    if (!isCaused(request, booking.story, judged, recording)) continue;
    const { correlationId, traceId } = request;
    const kind = correlationId === undefined && traceId === undefined ? 'missing' : 'foreign';
    if (isJoined(request, booking.story, recording)) counts.joined += 1;
    else {
      counts[kind] += 1;
      bad.push({ kind, request, booking });
    }
  }
  // Who gives its requests ids of its own, and has them on every call, may well join them: we cannot see its logs.
  const hasOwnIds = counts.joined === 0 && counts.missing === 0 && counts.foreign > 0;
  for (const { kind, request, booking } of hasOwnIds ? [] : bad) {
    const ids = booking.story.entries.slice(0, 3).map(({ id }) => id);
    const bears = [request.correlationId, request.traceId].filter((id) => id !== undefined).join(', ') || 'no id';
    const about = `${requestText(request)} for ${names.textOf(request.reference)}`;
    const text = `${about} bears ${bears}; operations: ${ids.join(', ')}`;
    witness.add(kind, text, [request.id, names.textOf(request.reference), ...ids], () =>
      sceneOfRequests(providers, `${request.id} is about ${names.textOf(request.reference)}, and bears ${bears}.`, [
        request.row,
      ]),
    );
  }
  const examined = counts.joined + bad.length;
  const own = 'every call bears an id of the platform’s own, of which nobody knows what caused it';
  return firstNamed(
    conclude(
      witness,
      {
        examined,
        reached: [
          { what: 'calls to providers that bear the id of an operation on their booking', count: counts.joined },
        ],
        lacks: hasOwnIds ? own : (judged.lacks ?? lackOf(examined)),
        good: `each of ${examined} calls to providers bears the id of an operation on its booking`,
      },
      recording,
    ),
  );
}

function lackOf(examined: number): string | undefined {
  return examined === 0 ? 'no call to a provider names a booking of this history' : undefined;
}

const ofChanges: ReadonlySet<string> = new Set(kindsOfMessages);

/** By an operation of the history, and not by the platform's own clock. */
function isCaused(
  { provider, method, kind }: SeenRequest,
  { entries, initial }: Story,
  { names }: JudgedProviders,
  { ledger }: Recording,
): boolean {
  if (!names.has(provider) || entries.length === 0) return false;
  if (provider === 'messaging') return kind === -1 || ofChanges.has(ledger.names.textOf(kind));
  if (method === 'DELETE') return entries.some(({ verb, type }) => type !== 'fail' && ends.has(verb));
  return initial.length === 0 || entries.some(({ verb }) => verb === 'reschedule');
}

const ends: ReadonlySet<string> = new Set(['cancel', 'reschedule']);

function isJoined({ correlationId, traceId }: SeenRequest, { entries }: Story, { ledger }: Recording): boolean {
  return entries.some(({ id }) => {
    if (id === correlationId || id === traceId) return true;
    // An event is delivered again and again, and each delivery is an operation of its own.
    const deliveries = ledger.deliveries.eventOf(id)?.deliveries ?? [];
    return deliveries.some((delivery) => delivery.id === correlationId || delivery.id === traceId);
  });
}
