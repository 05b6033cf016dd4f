import type { Slot, StoredBooking } from '../core/booking.ts';
import type { Reason } from '../core/operation.ts';
import type { DeliveryAsked } from '../core/webhook.ts';

interface ForTenant {
  readonly tenant: string;
}

interface Places extends ForTenant {
  readonly branch: string;
  readonly service: string;
  readonly slot: Slot;
  readonly customer: string;
  /** Ours; the platform stores it with the booking, so that final state and history meet. */
  readonly tag: string;
  readonly idempotencyKey?: string;
}

/** What a user wants, in words that are no platform's own. `verb` is what the history calls it. */
export type Intent =
  | (ForTenant & {
      readonly verb: 'find-slots';
      readonly branch: string;
      readonly service: string;
      readonly resource?: string;
      readonly from: string;
      readonly to: string;
    })
  | (Places & { readonly verb: 'book' })
  | (Places & { readonly verb: 'hold' })
  | (ForTenant & {
      readonly verb: 'confirm';
      readonly booking: string;
      readonly slot: Slot;
      readonly customer: string;
      readonly tag: string;
      readonly idempotencyKey?: string;
    })
  | (ForTenant & { readonly verb: 'cancel'; readonly booking: string; readonly tag: string })
  | (ForTenant & { readonly verb: 'reschedule'; readonly booking: string; readonly slot: Slot; readonly tag: string })
  | (ForTenant & { readonly verb: 'read-booking'; readonly booking: string })
  | (ForTenant & {
      readonly verb: 'list-bookings';
      readonly branch: string;
      /** `YYYY-MM-DD`, by the branch's own clock. */
      readonly day: string;
      readonly cursor?: string;
      /** Whose line in it is recorded; the platform lists all the same. */
      readonly booking?: string;
    })
  | (ForTenant & { readonly verb: 'mark-no-show'; readonly booking: string; readonly tag: string })
  | (ForTenant & {
      readonly verb: 'register-customer';
      readonly name: string;
      readonly phone: string;
      readonly tag: string;
    })
  | (ForTenant & { readonly verb: 'find-customer'; readonly phone: string })
  /** One page of all that is stored for a tenant: initial and final state are read with it. */
  | (ForTenant & { readonly verb: 'read-state'; readonly cursor?: string })
  /** One delivery of an event; its signature is the driver's work. */
  | (DeliveryAsked & { readonly verb: 'deliver-webhook' })
  /** Which acknowledged events wait, and which were given up. */
  | (ForTenant & { readonly verb: 'read-backlog' })
  /** About which bookings a call to a provider waits, and about which one was given up. */
  | (ForTenant & { readonly verb: 'read-outgoing' })
  /** One cheap request that a user's visit depends on; the prober sends it at steady intervals. */
  | { readonly verb: 'probe' };

export type Verb = Intent['verb'];

/** What the platform answered; each verb fills its own fields and leaves the rest out. */
export interface Answer {
  /** find-slots */
  readonly slots?: readonly Slot[];
  /** book, hold, confirm, reschedule: the platform's own id of the booking (or hold). */
  readonly booking?: string;
  /** book, hold, confirm, reschedule: what the platform says that is now held. */
  readonly slot?: Slot;
  /** reschedule, cancel: the version that it was conditional on, as sent in `If-Match`; any other one is refused. */
  readonly basedOn?: string;
  /** hold: UTC time at which it runs out. */
  readonly expires?: string;
  /** read-booking: one; list-bookings, read-state: a page. */
  readonly bookings?: readonly StoredBooking[];
  /** list-bookings, read-state: there is another page. */
  readonly cursor?: string;
  /** register-customer, find-customer */
  readonly customer?: string;
  /** read-backlog: ids of events; read-outgoing: of bookings, as providers are told them (`reference`). */
  readonly waiting?: readonly string[];
  readonly dead?: readonly string[];
}

/** What came of an intent, in the adapter's judgement. A reply that it does not recognise is `info`. */
export type Completion =
  | { readonly type: 'ok'; readonly answer: Answer; readonly keys?: readonly string[] }
  | { readonly type: 'fail'; readonly reason: Exclude<Reason, 'unknown'>; readonly keys?: readonly string[] }
  | { readonly type: 'info'; readonly reason: 'unknown'; readonly sample?: string; readonly keys?: readonly string[] };
