import type { Entry, Span } from '../ledger.ts';

/** What one user saw of a place, without knowing whose booking it was about. */
export interface Sighting {
  readonly kind: 'free' | 'refused';
  /** Its resource is a calendar (see Knowledge). */
  readonly span: Span;
  readonly tenant: number;
  readonly service: number;
  readonly entry: Entry;
}
