export type Validity = 'valid' | 'unknown' | 'invalid' | 'not-applicable';

/** What a checker says. `examined` 0 is never `valid`. */
export interface Finding {
  /** The checker's name, which is its criterion's id. */
  readonly by: string;
  readonly validity: Validity;
  /** How many operations or records it looked at. */
  readonly examined: number;
  /** One sentence in plain words. */
  readonly summary: string;
  /** The smallest evidence that proves an `invalid`. */
  readonly witness?: Witness;
}

export interface Witness {
  /** ids of operations, bookings, tags: what a person greps for in the platform's own logs. */
  readonly ids: readonly string[];
  /** One line an item, at most 20; text of the platform in here is hostile. */
  readonly lines: readonly string[];
  /** How many cases there were in all, of which the lines show the first. */
  readonly total: number;
}
