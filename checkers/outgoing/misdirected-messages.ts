import type { Recording } from '../on-ledger.ts';
import type { CalledBooking, CalledBookings } from './called-bookings.ts';
import { kindsOfMessages } from './in-our-words.ts';
import type { JudgedProviders } from './judged-providers.ts';
import type { ProviderItemLife } from './provider-items.ts';
import type { Disagreement } from './reconcile-entries.ts';

/** What one booking's customer was told, over one channel. */
interface Told {
  readonly booking: CalledBooking;
  readonly customer: string;
  /** By the number that they went to. */
  readonly byNumber: ReadonlyMap<number, readonly ProviderItemLife[]>;
}

/**
 * Messages that told somebody else of a booking. Nobody's number changes while we watch, so that a booking whose
 * messages went to two numbers told a stranger, where one of them is the only number of another customer's booking. Two
 * numbers that are told the same (the customer's and the owner's) are meant; and who shares a number has one.
 */
export function misdirectedMessages(
  judged: JudgedProviders,
  bookings: CalledBookings,
  recording: Recording,
): readonly Disagreement[] {
  if (!judged.names.has('messaging')) return [];
  const all = toldOf(bookings, recording);
  /** Whose bookings are told of at a number, and at no other one. */
  const owners = new Map<string, Set<string>>();
  for (const { customer, byNumber } of all.values()) {
    const [number, another] = byNumber.keys();
    if (number === undefined || another !== undefined) continue;
    const known = owners.get(`${number}`);
    if (known === undefined) owners.set(`${number}`, new Set([customer]));
    else known.add(customer);
  }
  return [...all.values()].flatMap(({ booking, customer, byNumber }): Disagreement[] => {
    if (byNumber.size < 2 || isToldAlike([...byNumber.values()])) return [];
    const foreign = [...byNumber].filter(([number]) => {
      const known = owners.get(`${number}`);
      return known !== undefined && !known.has(customer);
    });
    const items = foreign.flatMap(([, some]) => some);
    return items.length === 0 ? [] : [{ kind: 'misdirected', provider: 'messaging', booking, items }];
  });
}

function toldOf(bookings: CalledBookings, { ledger }: Recording): ReadonlyMap<string, Told> {
  const all = new Map<string, Told & { readonly byNumber: Map<number, ProviderItemLife[]> }>();
  for (const item of ledger.providers.items()) {
    const { provider, kind, to, channel, reference } = item;
    if (provider !== 'messaging' || to === -1 || kind === -1) continue;
    if (!kindsOfMessages.includes(ledger.names.textOf(kind))) continue;
    const booking = bookings.of(reference);
    if (booking === undefined || booking === 'several') continue;
    const customer = customerOf(booking);
    if (customer === undefined) continue;
    const name = `${channel} ${reference}`;
    const told = all.get(name) ?? { booking, customer, byNumber: new Map<number, ProviderItemLife[]>() };
    all.set(name, told);
    told.byNumber.set(to, [...(told.byNumber.get(to) ?? []), item]);
  }
  return all;
}

/** Of one tenant; undefined where nobody said who it is, or several did. */
function customerOf({ story: { entries, final, initial } }: CalledBooking): string | undefined {
  const asked = entries.filter(({ verb }) => verb === 'book' || verb === 'hold' || verb === 'confirm');
  const customers = new Set(asked.flatMap(({ tenant, customer }) => (customer < 0 ? [] : [`${tenant} ${customer}`])));
  const tenants = new Set([...initial, ...final].map(({ tenant }) => tenant));
  return customers.size === 1 && tenants.size <= 1 ? [...customers][0] : undefined;
}

/** Two numbers are told of the same change: the one is a copy for somebody who is to have it. */
function isToldAlike(groups: readonly (readonly ProviderItemLife[])[]): boolean {
  const kinds = groups.flatMap((items) => [...new Set(items.map(({ kind }) => kind))]);
  return new Set(kinds).size < kinds.length;
}
