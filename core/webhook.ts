import type { Slot } from './booking.ts';
import type { Operation, OperationValue } from './operation.ts';

/**
 * How a delivery is signed. `good` and `rotated` (the new secret's signature beside the old one's) are a sender's own;
 * every other one is none, and must be refused.
 */
export type Credential =
  | 'good'
  | 'rotated'
  | 'missing'
  | 'wrong'
  | 'old'
  | 'future'
  | 'other-tenant'
  | 'unknown-version';

export const forgedCredentials: readonly Credential[] = [
  ...(['missing', 'wrong', 'old', 'future', 'other-tenant', 'unknown-version'] as const),
];

/**
 * How the body is written and sent. From `plain` to `large` all mean the same. So do `gzip` (compressed, and signed as
 * it goes over the wire) and `slow` (on its way for more than a second), which a receiver may refuse, being used to
 * neither; what it accepts, it has accepted. `broken` is no JSON, `wrong-type` is called something else than JSON, and
 * both may be refused; `poison` is well-formed and asks for what cannot be done.
 */
export type BodyForm = (typeof bodyForms)[number];

export const bodyForms = [
  ...(['plain', 'spaced', 'escaped', 'reordered', 'large', 'gzip', 'slow', 'broken', 'wrong-type', 'poison'] as const),
] as const;

/** What an event asks the platform to do. */
export type EventDemand =
  | { readonly effect: 'none' }
  /** One booking, which bears the event's id as its tag. */
  | {
      readonly effect: 'book';
      readonly branch: string;
      readonly service: string;
      readonly customer: string;
      readonly slot: Slot;
    }
  /** The booking that another event of the same call made is cancelled, also where that event comes later. */
  | { readonly effect: 'cancel'; readonly cancels: string };

/** One event of one call, as its sender knows it. */
export interface WebhookEvent {
  /** Unique; deliveries share it, and its booking bears it as a tag. */
  readonly id: string;
  readonly tenant: string;
  /** The call that it is about; events of one call have an order. */
  readonly call: string;
  /** 0, 1, 2 … within the call. */
  readonly position: number;
  /** Such as `call-started`; receivers have to put up with kinds that they do not know. */
  readonly kind: string;
  readonly demand: EventDemand;
}

/** `value.asked` of a `deliver-webhook`: one delivery of an event, of which there may be many. */
export interface DeliveryAsked extends WebhookEvent {
  readonly credential: Credential;
  readonly form: BodyForm;
  /** 1 for the first delivery of the event, as the sender counts. */
  readonly delivery: number;
}

/**
 * `deliver-webhook`: `intent` is the event's id. `ok`: acknowledged with 2xx; `fail`: refused with 4xx; `info`: no
 * reply, 3xx, 5xx, or one that nobody understands.
 */
export interface DeliveryOperation extends Operation {
  readonly verb: 'deliver-webhook';
  readonly value: OperationValue & { readonly asked: DeliveryAsked & Readonly<Record<string, unknown>> };
}

/** `value.answered` of an acknowledged `read-backlog`: which acknowledged events the platform has not dealt with. */
export interface BacklogAnswered {
  /** Ids of events that wait. */
  readonly waiting: readonly string[];
  /** Ids of events that it gave up, and keeps for a person to look at. */
  readonly dead: readonly string[];
}

export function isDelivery(operation: Operation): operation is DeliveryOperation {
  return operation.verb === 'deliver-webhook';
}
