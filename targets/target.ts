import type { Completion, Intent, Verb } from './intent.ts';

/** One HTTP request that an adapter wants made. Drivers follow no redirect, keep no cookie and retry nothing. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With query, percent-encoded; the driver puts a base URL before it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
  /** The path with its variables named: `/appointments/:id`; what latencies are grouped by. */
  readonly route: string;
  /** A secret by its name; the driver knows its value and adds the header. */
  readonly sign?: { readonly scheme: 'bearer'; readonly secret: string };
}

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
}

/** What a platform has and promises. What is not declared is not tested, and `run.json` keeps what it declared. */
export interface Offers {
  readonly verbs: readonly Verb[];
  /** A hold blocks its slot until it is confirmed or runs out. */
  readonly holds: boolean;
  /** Group services with more than one seat. */
  readonly capacity: boolean;
  readonly idempotencyKeys: boolean;
  /** A tag of ours is stored with each booking and read back in the state. */
  readonly tags: boolean;
  /** A user must stay with one base URL for the length of a visit. */
  readonly stickySessions: boolean;
}

/** A platform as an adapter: intents to requests, replies to outcomes. Pure; needs nothing but types. */
export interface Target {
  readonly name: string;
  readonly offers: Offers;
  perform(intent: Intent, session: Session): Generator<Step | HttpCall, Completion, HttpReply>;
}
