import type { Scene } from '../../core/finding.ts';
import type { Recording } from '../on-ledger.ts';
import { placeText, sceneOf } from '../scene.ts';
import type { ProviderItemLife } from './provider-items.ts';
import type { Disagreement } from './reconcile-entries.ts';
import { barOf, requestText } from './tell-request.ts';

const barsMax = 6;
const rowsMax = 4;

type Told = Pick<Disagreement, 'booking' | 'items' | 'provider'> & Partial<Disagreement>;

/** 'bk-7 booked staff-3 2027-03-02 14:00: calendar-3 staff-3 2027-03-02 13:00; calendar-17 12.001 s POST … → 201' */
export function tellBooking(told: Told, recording: Recording): string {
  const { names, providers } = recording.ledger;
  const { booking, items, provider, message } = told;
  const place = booking?.place === undefined ? [] : [placeText(names, booking.place)];
  const stored = booking?.stored;
  const what = stored === undefined ? 'no booking' : [stored.id, stored.status, ...place].join(' ');
  const some = items.slice(0, 3).map((item) => itemText(item, recording));
  const found = some.length > 0 ? some : [`nothing at the ${provider}`];
  const attempts = rowsOf(told, recording).map((row) => requestText(providers.requests.at(row)));
  return `${what}${message === undefined ? '' : ` (${message})`}: ${[...found, ...attempts].join('; ')}`;
}

function itemText({ id, kind, places, madeMs, deletedMs }: ProviderItemLife, { ledger: { names } }: Recording): string {
  const last = places.at(-1);
  const what = last === undefined ? `message ${kind === -1 ? '' : names.textOf(kind)}` : placeText(names, last);
  const end = deletedMs === Number.POSITIVE_INFINITY ? '' : `, deleted ${(deletedMs / 1000).toFixed(3)} s`;
  return `${id} ${what}, made ${(madeMs / 1000).toFixed(3)} s${end}`;
}

export function idsOfBooking(told: Told, recording: Recording): readonly string[] {
  const { names, providers } = recording.ledger;
  const { booking, items } = told;
  const references = booking?.references ?? items.map(({ reference }) => reference);
  return [
    ...references
      .filter((name) => name >= 0)
      .slice(0, 2)
      .map(names.textOf),
    ...items.slice(0, 2).map(({ id }) => id),
    ...(booking?.story.entries ?? []).slice(-2).map(({ id }) => id),
    ...rowsOf(told, recording).map((row) => providers.requests.at(row).id),
  ];
}

/** What users did with it, and what the provider saw of it, drawn. */
export function sceneOfBooking(told: Told, sentence: string, recording: Recording): Scene {
  const { names, providers } = recording.ledger;
  const entries = (told.booking?.story.entries ?? []).slice(-2);
  const rows = rowsOf(told, recording).map((row) => barOf(providers.requests.at(row), true));
  const bars = [...sceneOf(names, sentence, entries).bars, ...rows].slice(0, barsMax);
  return { sentence, bars: bars.sort((a, b) => a.startMs - b.startMs) };
}

/** The first attempts that name the booking, and those that made its items. */
function rowsOf({ booking, items, provider }: Told, { ledger }: Recording): readonly number[] {
  const { requests } = ledger.providers;
  const made = items.flatMap((item) => item.rows.slice(0, 2)).slice(0, rowsMax);
  const naming = (booking?.references ?? []).flatMap((reference) => requests.naming(reference).slice(0, 2 * rowsMax));
  const others = naming.filter((row) => requests.provider(row) === provider);
  return [...new Set([...made, ...others])].slice(0, rowsMax);
}
