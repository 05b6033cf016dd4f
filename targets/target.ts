import type { ProviderName } from '../core/provider.ts';
import type { BodyForm, Credential } from '../core/webhook.ts';
import type { DayWindow } from '../core/world.ts';
import type { Completion, Intent, Verb } from './intent.ts';

/** One HTTP request that an adapter wants made. Drivers follow no redirect, keep no cookie and retry nothing. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With query, percent-encoded; the driver puts a base URL before it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A delivery's JSON `body` is to be written so (`intent.form`): the driver does it, before it signs. */
  readonly writtenAs?: BodyForm;
  /** In a storm: the body goes out as gzip, signed as the bytes that it is then, or takes longer than a second. */
  readonly sending?: 'compressed' | 'slowly';
  readonly timeoutMs?: number;
  /** So long after the last reply it is sent, at most 10 s, in no storm: for whoever asks what came of something. */
  readonly afterMs?: number;
  /** The path with its variables named: `/appointments/:id`; what latencies are grouped by. */
  readonly route: string;
  /** A secret by its name; the driver knows its value and adds the headers. */
  readonly sign?: Signing;
}

export type Signing =
  | { readonly scheme: 'bearer'; readonly secret: string }
  /** Standard Webhooks 1.0: headers `webhook-id`, `-timestamp` and `-signature`, by HMAC-SHA256 over the raw body. */
  | {
      readonly scheme: 'standard-webhooks';
      /** `whsec_…`; while it is rotated the new one's signature stands beside the old one's. */
      readonly secret: string;
      readonly newSecret: string;
      /** Whose secret an `other-tenant` takes. */
      readonly otherSecret: string;
      readonly id: string;
      readonly credential: Credential;
    }
  /** `<header>: t=<seconds since 1970>,v1=<hex>`, HMAC-SHA256 over `<t>.<raw body>`, as many providers sign. */
  | {
      readonly scheme: 'timestamped-hmac';
      readonly header: string;
      /** Its text is the key, or, behind `base64:`, the key's bytes. */
      readonly secret: string;
      readonly newSecret: string;
      readonly otherSecret: string;
      readonly credential: Credential;
    };

/** A reply, or status 0 when none came. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Yielded before a request that has an effect, so that a race can name where its barrier stands. */
export interface Step {
  readonly step: string;
}

/** What one simulated user keeps between intents: cookies, tokens, what the adapter likes. */
export interface Session {
  /** Name of the user, `process` in the history. */
  readonly user: string;
  /** The adapter's own notes; empty at first. */
  readonly notes: Map<string, string>;
  /** The clocks of the zones that the target's catalogue names, since k6 has no `Intl`. */
  readonly clocks?: Clocks;
}

/** Wall clocks from a table of offsets; by IANA names, such as `Europe/Berlin`. */
export interface Clocks {
  /**
   * `2027-03-01 09:30` (a space or a `T` between, seconds or none) as UTC text; the earlier of two where the clock is
   * set back. Undefined: no such time exists on that day, it is none, or the zone is in no catalogue.
   */
  toUtc(timeZone: string, local: string): string | undefined;
  /** UTC text as `2027-03-01 09:30`; undefined where the zone is in no catalogue. */
  toLocal(timeZone: string, utc: string): string | undefined;
}

/** What a platform has and promises. What is not declared is not tested, and `run.json` keeps what it declared. */
export interface Offers {
  readonly verbs: readonly Verb[];
  /** A hold blocks its slot until it is confirmed or runs out. */
  readonly holds: boolean;
  /** Group services with more than one seat. */
  readonly capacity: boolean;
  /** Keys that make a request safe to repeat; where only one of the two takes them, that one. */
  readonly idempotencyKeys: boolean | readonly ('book' | 'hold')[];
  /** A tag of ours is stored with each booking and read back in the state. */
  readonly tags: boolean;
  /** A user must stay with one base URL for the length of a visit. */
  readonly stickySessions: boolean;
  /** Providers that it calls: a calendar entry for each booking, messages to customers. Absent: none. */
  readonly calls?: readonly ProviderName[];
  /**
   * Kinds of messages that it owes: `confirmation`, `move`, `cancellation`. Where it tells providers other words, with
   * them: `{ confirmation: 'buchung_bestaetigt' }`. Absent: none.
   */
  readonly messages?: readonly string[] | Readonly<Record<string, string>>;
}

/**
 * What to look for on a platform that its owner filled. Whoever plans a load against it takes no place and no customer
 * from our fixtures: it asks `find-slots` once for each offering, and what is free there is the ground that it goes to.
 * Laws are told `worldOf` the catalogue: services and seats, and of hours and buffers what it says, if anything.
 */
export interface Catalogue {
  readonly offerings: readonly Offering[];
  /** Ids of customers, by tenant. Absent: a customer is a text in a form, and any name will do (`ansturm-17`). */
  readonly customers?: Readonly<Record<string, readonly string[]>>;
}

/** One thing that users look for and book; `''` where the platform has no such word. */
export interface Offering {
  readonly tenant: string;
  readonly branch: string;
  readonly service: string;
  /** IANA name of the zone that the platform writes its times in, or `UTC`. */
  readonly timeZone: string;
  /** Whom to ask for, one by one, where `find-slots` must be told; absent: whoever it names. */
  readonly resources?: readonly string[];
  /** Bookable days, counted from today; default from 1 to 28. */
  readonly daysAhead?: { readonly from: number; readonly to: number };
  readonly durationMinutes: number;
  /**
   * Surely kept free behind each appointment. Unsaid it may be any, and nothing near a booking is held against you:
   * when in doubt leave it out.
   */
  readonly bufferMinutes?: number;
  /** Kept free before each appointment, at most: it explains refusals. Default 60 where there is a buffer behind. */
  readonly bufferBeforeMinutes?: number;
  /** When the branch is open, on its own clock; needs `resources`. Unsaid: nothing is held against any hours. */
  readonly hours?: readonly DayWindow[];
  /** Seats, where it has more than one. */
  readonly seats?: number;
}

/** What each process of a platform tells its operators; what is absent is not judged. */
export interface SelfReporting {
  /** Whether it can serve: a status below 400 is yes, anything else no. */
  readonly readiness?: HttpCall;
  readonly bookings?: BookingCounter;
}

/** Where a process counts what it has done, from 0 since it began. */
export interface BookingCounter {
  readonly call: HttpCall;
  /** Verbs of which it counts each success once. */
  readonly verbs: readonly Verb[];
  /** The number in a reply of status 200; undefined: not understood. */
  read(body: string): number | undefined;
}

/** A platform as an adapter: intents to requests, replies to outcomes. Pure; needs nothing but types. */
export interface Target {
  readonly name: string;
  readonly offers: Offers;
  /** What there is to look for, on a platform that is not filled with our fixtures. */
  readonly catalogue?: Catalogue;
  readonly reports?: SelfReporting;
  perform(intent: Intent, session: Session): Generator<Step | HttpCall, Completion, HttpReply>;
}
