/** What the platform offers: the world that laws judge against. Local times are `HH:MM` in the branch's zone. */
export interface World {
  readonly schemaVersion: 1;
  readonly seed: number;
  /** `YYYY-MM-DD`; the day that all demand is laid around. */
  readonly anchorDay: string;
  readonly tenants: readonly Tenant[];
  /** The clocks of the branches' zones, since the laws are pure and have no table of zones. */
  readonly zones?: readonly Zone[];
}

/** What to add to UTC to get a zone's local time, from each instant until the next one. */
export interface Zone {
  readonly name: string;
  /** In order; the first holds for all time before it too. `from` is UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly offsets: readonly { readonly from: string; readonly minutes: number }[];
}

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly branches: readonly Branch[];
  readonly services: readonly Service[];
}

export interface Branch {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly openingHours: readonly DayWindow[];
  /** `YYYY-MM-DD` days on which it is closed. */
  readonly holidays: readonly string[];
  readonly staff: readonly StaffMember[];
}

export interface StaffMember {
  readonly id: string;
  readonly name: string;
  /** Breaks are the gaps between windows of one day. */
  readonly workingHours: readonly DayWindow[];
  readonly services: readonly string[];
}

/** One window of a weekday, 1 = Monday … 7 = Sunday, half-open. */
export interface DayWindow {
  readonly weekday: number;
  readonly from: string;
  readonly to: string;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly durationMinutes: number;
  /** Blocked behind each appointment, not part of it. */
  readonly bufferMinutes: number;
  /** Nobody said how long that is; `bufferMinutes` is 0 then. */
  readonly isBufferUnknown?: boolean;
  /** So much may be kept free before an appointment, too: it explains refusals, and forbids nothing. Unsaid: 0. */
  readonly bufferBeforeMinutes?: number;
  /** Seats; 1 for an individual appointment. */
  readonly capacity: number;
}
