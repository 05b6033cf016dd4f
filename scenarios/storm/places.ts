import type { Random } from '../../core/random.ts';
import type { Place } from '../../core/round.ts';
import type { Ground } from '../races/ground.ts';

/** Ids of customers by tenant; undefined: a customer is a text in a form, and any name will do. */
export type Customers = Readonly<Record<string, readonly string[]>> | undefined;

export interface Found {
  readonly place: Place;
  /** A customer of that tenant; they come in turn. */
  readonly customer: string;
}

export interface Places {
  /** A time that nobody has and nobody else gets; undefined: there is none left. */
  take(): Found | undefined;
  /** One with seats for two. */
  takeShared(): Found | undefined;
}

/** As many as a resource's free day is asked for at once. */
const inARow = 4;
/** More than any group service has seats: the ground takes that as "fewer seats than come". */
const crowd = 1_000;

export function openPlaces(
  { ground, customers }: { readonly ground: Ground; readonly customers: Customers },
  draw: Random,
): Places {
  const stock: Place[] = [];
  const next = new Map<string, number>();
  let asked = 0;
  const lay = (layout: 'apart' | 'one' | 'group', contenders: number): readonly Place[] =>
    ground.lay(
      {
        ...{ layout, contenders, variant: undefined, day: 'ordinary' },
        hasCustomers: (tenant) => customers === undefined || (customers[tenant]?.length ?? 0) > 0,
      },
      draw.fork(asked++),
    ) ?? [];
  const found = (place: Place | undefined): Found | undefined => {
    if (place === undefined) return undefined;
    const turn = next.get(place.tenant) ?? 0;
    next.set(place.tenant, turn + 1);
    const all = customers?.[place.tenant] ?? [];
    return { place, customer: all[turn % all.length] ?? `ansturm-${turn + 1}` };
  };
  return {
    take() {
      if (stock.length === 0) stock.push(...lay('apart', inARow - 1));
      if (stock.length === 0) stock.push(...lay('one', 1));
      return found(stock.shift());
    },
    takeShared: () => found(lay('group', crowd)[0]),
  };
}
