import type { Random } from '../../core/random.ts';
import type { Place } from '../../core/round.ts';
import type { Layout } from './shape.ts';

export const dayKinds = ['ordinary', 'spring', 'autumn'] as const;

/** An ordinary day, or one around the next change of the clock. */
export type DayKind = (typeof dayKinds)[number];

export interface PlacesWanted {
  readonly layout: Layout;
  readonly contenders: number;
  /** The shape's variant; those of touching times say whether there is a buffer between them. */
  readonly variant: string | undefined;
  /** Where it can be had; else any other day. */
  readonly day: DayKind;
  /** Enough customers for all contenders. */
  hasCustomers(tenant: string): boolean;
}

/** Where rounds can be laid: each gets places of its own, and what one got no other gets. */
export interface Ground {
  /** Undefined: there is none that suits. */
  lay(wanted: PlacesWanted, random: Random): readonly Place[] | undefined;
}
