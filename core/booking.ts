/** A bookable interval; UTC, `YYYY-MM-DDTHH:MM:SSZ`, so that text order is time order. */
export interface Slot {
  /** Who or what is booked: the key of the staff member, room or group. */
  readonly resource: string;
  readonly start: string;
  readonly end: string;
}

/** A booking as the platform says that it is stored; one line of initial-state.ndjson and final-state.ndjson. */
export interface StoredBooking {
  readonly id: string;
  /** The intent that made it, when the platform stored our tag; absent for bookings that are not ours. */
  readonly tag?: string;
  /** Whose it is by the platform's own word, where it has one: who repeats who asked blinds `tenant-isolation`. */
  readonly tenant: string;
  readonly resource: string;
  readonly service?: string;
  readonly customer?: string;
  readonly start: string;
  readonly end: string;
  readonly status: 'held' | 'booked' | 'cancelled' | 'no-show';
}
