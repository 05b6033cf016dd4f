import type { Slot } from '../core/booking.ts';
import type { Client } from '../drivers/node/client.ts';
import type { Answer, Intent } from '../targets/intent.ts';
import type { Offering } from '../targets/target.ts';
import { placeInWords, type Trying } from './trying.ts';

export interface Found {
  readonly offering: Offering;
  /** Of one resource, none over another. */
  readonly slots: readonly Slot[];
}

export const needsGround = [
  ...(['hold', 'confirm', 'book', 'read-booking', 'list-bookings', 'reschedule', 'mark-no-show', 'cancel'] as const),
];

export interface Visit extends Found {
  readonly customer: string;
}

/** Takes slots in both ways, reads them, moves them and gives them back. */
export async function tryVisit(trying: Trying, client: Client, { offering, slots, customer }: Visit): Promise<void> {
  const { options } = trying;
  const { tenant, branch, service, seats = 1 } = offering;
  const place = { tenant, branch, service, customer };
  const [first, second = first, third] = slots as [Slot, Slot?, Slot?];
  const tagOf = (what: string): string => `${options.runId}-doctor-${what}`;
  const held = await holdAndConfirm(trying, client, { ...place, slot: first, tag: tagOf('hold') });
  const isSame = held !== undefined && second === first;
  if (trying.has('book') && isSame) trying.skip('book', 'only one free slot was found, and it is held');
  const tag = tagOf('book');
  const booking =
    trying.has('book') && !isSame ? await book(trying, client, { ...place, slot: second, tag }) : undefined;
  if (booking !== undefined && seats === 1) {
    const rival = { ...place, customer: options.customers?.[tenant]?.[1] ?? customer };
    const intent = { verb: 'book', ...rival, slot: second, tag: tagOf('rival') } as const;
    await trying.attempt(options.user('doctor-2'), 'book (taken)', intent, {
      refusal: ['taken', 'conflict', 'invalid'],
    });
  }
  const mine = booking ?? held;
  if (mine === undefined) {
    for (const verb of needsGround.slice(3)) if (trying.has(verb)) trying.skip(verb, 'nothing was booked to try it on');
    return;
  }
  await readOwn(trying, client, {
    tenant,
    booking: mine,
    slot: booking === undefined ? first : second,
    tag: booking ? tag : tagOf('hold'),
  });
  const list = { verb: 'list-bookings', tenant, branch, day: second.start.slice(0, 10) } as const;
  if (trying.has('list-bookings')) await trying.attempt(client, 'list-bookings', list, { ok: countOf });
  let own = mine;
  if (trying.has('reschedule') && third === undefined) trying.skip('reschedule', 'no third free slot was found');
  else if (trying.has('reschedule') && third !== undefined) {
    const intent = { verb: 'reschedule', tenant, booking: mine, slot: third, tag } as const;
    own = (await trying.attempt(client, 'reschedule', intent, { ok: placed(third) })).answer?.booking ?? mine;
  }
  await giveBack(trying, client, { tenant, booking: own, tag });
  const standing = held !== undefined && held !== own ? held : trying.has('cancel') ? undefined : own;
  if (trying.has('mark-no-show')) await markNoShow(trying, client, { ...place, slot: second }, standing);
  // What is left of the try is taken away in silence, where it can be.
  if (held !== undefined && held !== own && trying.has('cancel')) {
    await client.perform({ verb: 'cancel', tenant, booking: held, tag: tagOf('hold') });
  }
}

/** Last, and on a booking of its own where one can be had: many platforms let nobody cancel what was marked. */
async function markNoShow(
  trying: Trying,
  client: Client,
  place: Omit<Placing, 'tag'>,
  standing: string | undefined,
): Promise<void> {
  const { tenant } = place;
  const tag = `${trying.options.runId}-doctor-no-show`;
  const booked =
    standing === undefined && trying.has('book') ? await client.perform({ verb: 'book', ...place, tag }) : undefined;
  const anew = booked?.completion.type === 'ok' ? booked.completion.answer.booking : undefined;
  const booking = standing ?? anew;
  if (booking === undefined) trying.skip('mark-no-show', 'nothing was booked to try it on');
  else await trying.attempt(client, 'mark-no-show', { verb: 'mark-no-show', tenant, booking, tag }, {});
  if (anew !== undefined && trying.has('cancel')) await client.perform({ verb: 'cancel', tenant, booking: anew, tag });
}

type Placing = Omit<Extract<Intent, { verb: 'book' }>, 'verb'>;

async function holdAndConfirm(trying: Trying, client: Client, place: Placing): Promise<string | undefined> {
  const { tenant, slot, customer, tag } = place;
  if (!trying.has('hold')) {
    if (trying.has('confirm')) trying.skip('confirm', 'the target has no holds to confirm');
    return undefined;
  }
  const ok = (answer: Answer) => {
    const words = placed(slot)(answer);
    return typeof words === 'string'
      ? `${words}, ${answer.expires ? `until ${answer.expires}` : 'it does not say until when'}`
      : words;
  };
  const { answer } = await trying.attempt(client, 'hold', { verb: 'hold', ...place }, { ok });
  const hold = answer?.booking;
  if (hold === undefined || !trying.has('confirm')) {
    if (trying.has('confirm')) trying.skip('confirm', 'nothing was held');
    return undefined;
  }
  const intent = { verb: 'confirm', tenant, booking: hold, slot, customer, tag } as const;
  const confirmed = await trying.attempt(client, 'confirm', intent, { ok: placed(slot) });
  const id = confirmed.answer === undefined ? undefined : (confirmed.answer.booking ?? hold);
  if (id !== undefined) trying.ids.set(id, 'confirm');
  return id;
}

async function book(trying: Trying, client: Client, place: Placing): Promise<string | undefined> {
  const ok = (answer: Answer) => {
    const { booking } = answer;
    const before = booking === undefined ? undefined : trying.ids.get(booking);
    if (before !== undefined) return { fault: `answered the id ${booking}, which ${before} was answered too` };
    if (booking) trying.ids.set(booking, 'book');
    return booking ? placed(place.slot)(answer) : `booked, but without an id: only our tag will find it`;
  };
  return (await trying.attempt(client, 'book', { verb: 'book', ...place }, { ok })).answer?.booking;
}

/** Says what is held now; a fault where it is not what was asked for. */
function placed(asked: Slot) {
  return ({ booking, slot }: Answer): string | { readonly fault: string } => {
    const isSame = slot === undefined || (slot.resource === asked.resource && slot.start === asked.start);
    if (!isSame) return { fault: `answered ${placeInWords(slot)}, where ${placeInWords(asked)} was asked for` };
    return `${booking === undefined ? '' : `id ${booking}, `}${placeInWords(slot ?? asked)}`;
  };
}

async function readOwn(
  trying: Trying,
  client: Client,
  own: { readonly tenant: string; readonly booking: string; readonly slot: Slot; readonly tag: string },
): Promise<void> {
  if (!trying.has('read-booking')) return;
  const ok = ({ bookings }: Answer) => {
    const read = bookings?.[0];
    if (read === undefined) return { fault: 'answered no booking' };
    if (read.start !== own.slot.start)
      return { fault: `answered ${placeInWords(read)}, where ${placeInWords(own.slot)} was booked` };
    if (read.status !== 'booked') return { fault: `answered that a fresh booking is ${read.status}` };
    const { tags } = trying.options.target.offers;
    if (tags && read.tag !== own.tag)
      return { fault: `answered the tag ${read.tag ?? '(none)'}, where ${own.tag} was sent` };
    return `${placeInWords(read)}, ${read.status}${tags ? ', with our tag' : ''}`;
  };
  const { tenant, booking } = own;
  await trying.attempt(client, 'read-booking', { verb: 'read-booking', tenant, booking }, { ok });
}

async function giveBack(
  trying: Trying,
  client: Client,
  own: { readonly tenant: string; readonly booking: string; readonly tag: string },
): Promise<void> {
  if (!trying.has('cancel')) return;
  await trying.attempt(client, 'cancel', { verb: 'cancel', ...own }, {});
  if (!trying.has('read-booking')) return;
  const { tenant, booking } = own;
  const { completion } = await client.perform({ verb: 'read-booking', tenant, booking });
  const isGone = completion.type === 'fail' ? completion.reason === 'not-found' : undefined;
  const read = completion.type === 'ok' ? completion.answer.bookings?.[0] : undefined;
  const state = isGone === true || read?.status === 'cancelled' ? 'ok' : 'not-understood';
  const found = isGone === true ? 'not found any more' : (read?.status ?? completion.type);
  trying.trials.push({ name: 'read-booking (cancelled)', state, found });
}

function countOf({ bookings = [], cursor }: Answer): string {
  return `${bookings.length} bookings${cursor === undefined ? '' : ', and more pages'}`;
}
