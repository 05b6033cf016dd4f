import { random } from '../core/random.ts';

/** A row of demand that looks for something: where, what, and from which day on. */
interface Wish {
  readonly branch?: unknown;
  readonly service?: unknown;
  readonly fromDay?: unknown;
  readonly days?: unknown;
}

/**
 * Demand in which a share of the users wants just what the first of their branch wanted: the same service on the same
 * days. Who they are stays as it was.
 */
export function crowdTogether<Row extends Wish>(rows: readonly Row[], share: number, seed: number): Row[] {
  const draw = random(seed).fork('crowding');
  const first = new Map<unknown, Row>();
  return rows.map((row, index) => {
    if (row.fromDay === undefined) return row;
    const popular = first.get(row.branch) ?? row;
    first.set(row.branch, popular);
    const { service, fromDay, days } = popular;
    return draw.fork(index).chance(share) ? { ...row, service, fromDay, days } : row;
  });
}
