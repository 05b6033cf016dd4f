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
  /** Non-vacuity: the interesting states that had to be reached, and how often they were. */
  readonly reached?: readonly { readonly what: string; readonly count: number }[];
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
  /** At most 3, each the smallest set of operations that still convicts, to be drawn as a timeline. */
  readonly scenes?: readonly Scene[];
}

/** A few operations that cannot all be true. */
export interface Scene {
  /** In plain words: who was told what, and why it cannot be. Text of the platform in here is hostile. */
  readonly sentence: string;
  /** At most 6, in the order of their starts; processes are drawn as lanes. */
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly id: string;
  readonly process: string;
  /** 'book 14:00-14:30 Dr. Weber → bk-7' */
  readonly label: string;
  /** ms on the run's clock. */
  readonly startMs: number;
  readonly endMs: number;
  readonly type: 'ok' | 'fail' | 'info';
  /** One of the operations that cannot both be true. */
  readonly isContradiction: boolean;
}
