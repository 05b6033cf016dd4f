import { addDays } from '../core/add-days.ts';
import { type Random, random } from '../core/random.ts';
import type { Wish } from '../scenarios/journeys/find-slot.ts';
import type { Person } from '../scenarios/journeys/known-customer.ts';
import type { Catalogue, Offering } from '../targets/target.ts';
import type { Demand } from './journey-lengths.ts';

export interface OfferedDemandOptions {
  readonly seed: number;
  /** `YYYY-MM-DD`; days ahead count from it. */
  readonly anchorDay: string;
}

const daysAheadDefault = { from: 1, to: 28 };

/**
 * The same people at the same pace, who want what a catalogue offers: a platform that its owner filled has none of our
 * companies. Customers are the catalogue's, in turn; where it has none, a name will do.
 */
export function offeredDemand(
  { journeys }: Demand,
  { offerings, customers }: Catalogue,
  { seed, anchorDay }: OfferedDemandOptions,
): Demand {
  const root = random(seed).fork('offered');
  const turns = new Map<string, number>();
  const customerOf = (tenant: string): string | null => {
    const known = customers?.[tenant] ?? [];
    const turn = turns.get(tenant) ?? 0;
    turns.set(tenant, turn + 1);
    return known[turn % known.length] ?? null;
  };
  const visit = <Row extends Wish & Person>(row: Row, own: Random): Row => {
    const offering = own.pick(offerings);
    const { tenant, branch, service, resources = [] } = offering;
    const resource = resources.length === 0 ? {} : { resource: own.pick(resources) };
    const day = dayOf(offering, row.days, anchorDay, own);
    return { ...row, tenant, branch, service, ...resource, fromDay: day, customer: customerOf(tenant) };
  };
  const each = <Row>(name: string, rows: readonly Row[], change: (row: Row, own: Random) => Row): readonly Row[] =>
    rows.map((row, number) => change(row, root.fork(name).fork(number)));
  return {
    journeys: {
      'voice-call': each('voice-call', journeys['voice-call'], visit),
      'web-booking': each('web-booking', journeys['web-booking'], visit),
      'staff-day': each('staff-day', journeys['staff-day'], (row, own) => {
        const { tenant, branch, ...offering } = own.pick(offerings);
        return { ...row, tenant, branch, day: dayOf(offering, 1, anchorDay, own) };
      }),
    },
  };
}

/** So that the days that would do are bookable ones. */
function dayOf({ daysAhead }: Pick<Offering, 'daysAhead'>, days: number, anchorDay: string, own: Random): string {
  const { from, to } = daysAhead ?? daysAheadDefault;
  return addDays(anchorDay, from + own.integer(Math.max(1, to - from + 2 - days)));
}
