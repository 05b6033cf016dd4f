/** The outside services that a booking platform calls, of which the harness has its own. */
export type ProviderName = 'calendar' | 'messaging';

/** How a provider treats one request; providers/README.md says what each does. */
export type Behaviour =
  | 'healthy'
  | 'slow'
  | 'silent'
  | 'failing'
  | 'rate-limiting'
  | 'act-and-drop'
  | 'drop'
  | 'garbage'
  | 'reset';

export const behaviours: readonly Behaviour[] = [
  ...(['healthy', 'slow', 'silent', 'failing', 'rate-limiting', 'act-and-drop', 'drop', 'garbage', 'reset'] as const),
];

/** How a provider behaves from now on. */
export interface Conduct {
  /** The share of requests, 0 to 1, that meets each behaviour; together at most 1, and what is left is healthy. */
  readonly shares: Readonly<Partial<Record<Behaviour, number>>>;
  /** From and to: a slow answer takes a time between them, drawn for each request. */
  readonly slowMs: readonly [number, number];
  /** What a rate-limiting answer asks for, in seconds or as a date. */
  readonly retryAfterSeconds: number;
}

/** A line of a journal each time that a provider starts; a second one in a file: it was restarted. */
export interface ProviderHeader {
  readonly schemaVersion: 1;
  readonly source: ProviderName;
  /** Add to a time behind this line to get ms on the run's clock. */
  readonly offsetMs: number;
  readonly errorMs: number;
  /** What decided which request meets which behaviour. */
  readonly seed: number;
}

/** One request that a provider saw: one line of its journal. Times in ms since the provider's start. */
export interface ProviderRequest {
  /** Unique: the provider's name and how many requests had come. */
  readonly id: string;
  readonly provider: ProviderName;
  /** When its head was there. */
  readonly arrivedMs: number;
  /** When the reply went out, or the connection ended without one. */
  readonly endedMs: number;
  readonly method: string;
  /** `POST /entries`, `PATCH /entries/:id`; `(none)` where the provider has no such route. */
  readonly route: string;
  /** Without its query. */
  readonly path: string;
  /** What was sent; 0: nothing. */
  readonly status: number;
  /** Without a reply, `cut`: by the provider; `hung-up`: by the caller; `stopped`: the provider was asked to end. */
  readonly ending: 'replied' | 'cut' | 'hung-up' | 'stopped';
  readonly behaviour: Behaviour;
  /** What this very request changed; absent where it changed nothing, also because it was a repetition. */
  readonly effect?: ProviderEffect;
  /** The earlier request whose answer was given again, since both came with one key. */
  readonly repeats?: string;
  readonly idempotencyKey?: string;
  readonly correlationId?: string;
  /** Of the `traceparent` header. */
  readonly traceId?: string;
  /** SHA-256 of the bytes, the first 32 hexadecimal digits. */
  readonly bodyHash: string;
  readonly bodyBytes: number;
  /** The item that it is about, as it is after the request; texts of at most 200 characters. */
  readonly about?: ProviderItem;
  /** What a rate-limiting answer asked for. */
  readonly retryAfterSeconds?: number;
}

export interface ProviderEffect {
  readonly action: 'create' | 'move' | 'delete' | 'send';
  /** The provider's own id of the entry or message. */
  readonly item: string;
  /** Later than `endedMs` where the caller hung up before the work was done. */
  readonly atMs: number;
}

/** What laws need of a calendar's entry (`staff`, `start`, `end`) or a message (`to`, `channel`, `kind`). */
export interface ProviderItem {
  readonly id?: string;
  /** What the platform calls the booking. */
  readonly reference?: string;
  readonly staff?: string;
  /** UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly start?: string;
  readonly end?: string;
  /** A phone number, `+491701234567`. */
  readonly to?: string;
  readonly channel?: string;
  /** `confirmation`, `reminder` and the like, as the platform calls it. */
  readonly kind?: string;
}

/** A line of a journal that is no request. `stopped`: asked to end, and this is all; a killed provider has none. */
export type ProviderMark =
  | { readonly mark: 'conduct'; readonly provider: ProviderName; readonly atMs: number; readonly conduct: Conduct }
  | { readonly mark: 'stopped'; readonly provider: ProviderName; readonly atMs: number; readonly requests: number };

/** A line of a journal. */
export type ProviderLine = ProviderHeader | ProviderRequest | ProviderMark;

/** `value.answered` of an acknowledged `read-outgoing`: which calls to providers the platform still owes. */
export interface OutgoingAnswered {
  /** References of bookings about which a call waits: the platform's ids, or our tags. */
  readonly waiting: readonly string[];
  /** The same of calls that it gave up, and keeps for a person to look at. */
  readonly dead: readonly string[];
}

/** The providers' journals that there are, by their names, and how many requests miss in each. */
export type Journals = Readonly<Record<string, { readonly unseenRequests: number }>>;
