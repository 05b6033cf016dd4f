import type { Operation, OperationType, Reason } from '../../core/operation.ts';
import { type BodyForm, type Credential, type EventDemand, forgedCredentials, isDelivery } from '../../core/webhook.ts';
import { type Backlogs, openBacklogs } from './backlogs.ts';

/** One delivery of an event, as its sender recorded it. */
export interface Delivery {
  /** The operation's. */
  readonly id: string;
  readonly process: string;
  /** On the run's clock. */
  readonly startMs: number;
  readonly endMs: number;
  readonly type: OperationType;
  readonly reason: Reason | undefined;
  /** HTTP status of the last request; 0: no reply. */
  readonly status: number;
  readonly credential: Credential;
  readonly form: BodyForm;
}

/** One event with all that was delivered of it. */
export interface DeliveredEvent {
  readonly id: string;
  readonly tenant: string;
  readonly demand: EventDemand;
  /** In the order of their starts. */
  readonly deliveries: readonly Delivery[];
}

/** What the laws about webhooks read. */
export interface Deliveries {
  /** How many deliveries there were. */
  count(): number;
  /** In the order in which they were met. */
  events(): readonly DeliveredEvent[];
  eventOf(id: string): DeliveredEvent | undefined;
  readonly backlogs: Backlogs;
}

export interface OpenDeliveries extends Deliveries {
  take(operation: Operation): void;
}

const forged: ReadonlySet<Credential> = new Set(forgedCredentials);
const refusable: ReadonlySet<BodyForm> = new Set<BodyForm>(['gzip', 'slow']);
const unreadable: ReadonlySet<BodyForm> = new Set<BodyForm>(['broken', 'wrong-type', 'poison']);

/** Signed by its own sender. */
export function isGenuine({ credential }: Delivery): boolean {
  return !forged.has(credential);
}

/** Signed by its own sender, and such that any receiver can read it and do what it asks. */
export function isProper(delivery: Delivery): boolean {
  return isGenuine(delivery) && !unreadable.has(delivery.form);
}

/** Sent in a way that no receiver has to put up with; one that does owes what it acknowledged all the same. */
export function mayBeRefused({ form }: Delivery): boolean {
  return refusable.has(form);
}

/** The receiver has judged it: neither silence nor "not now". */
export function isAnswered({ type, reason }: Delivery): boolean {
  return type === 'ok' || (type === 'fail' && reason !== 'throttled');
}

/** The first acknowledgement by which the platform owes what the event asks for; none: it owes nothing. */
export function acknowledgementOf({ deliveries }: DeliveredEvent): Delivery | undefined {
  let first: Delivery | undefined;
  for (const delivery of deliveries) {
    // Whoever was also told something poisonous under this id may have believed that.
    if (delivery.form === 'poison') return undefined;
    if (delivery.type !== 'ok' || !isProper(delivery)) continue;
    if (first === undefined || delivery.endMs < first.endMs) first = delivery;
  }
  return first;
}

/** Keeps compact rows: there are a million of them. */
export function openDeliveries(): OpenDeliveries {
  const byId = new Map<string, DeliveredEvent & { readonly deliveries: Delivery[] }>();
  const backlogs = openBacklogs();
  const words = new Map<string, string>();
  let count = 0;
  let isSorted = true;
  // Words that come a million times are kept once.
  const once = (text: string): string => {
    const known = words.get(text);
    if (known === undefined) words.set(text, text);
    return known ?? text;
  };
  const events = (): readonly DeliveredEvent[] => {
    const all = [...byId.values()];
    if (!isSorted) for (const { deliveries } of all) deliveries.sort((a, b) => a.startMs - b.startMs);
    isSorted = true;
    return all;
  };

  return {
    count: () => count,
    events,
    eventOf(id) {
      if (!isSorted) events();
      return byId.get(id);
    },
    backlogs,
    take(operation) {
      if (operation.verb === 'read-backlog') {
        backlogs.take(operation);
        return;
      }
      if (!isDelivery(operation)) return;
      const { id, process, startMs, endMs, type, requests, value } = operation;
      const { asked, reason } = value;
      const status = requests.at(-1)?.status ?? 0;
      const said = { credential: once(asked.credential) as Credential, form: once(asked.form) as BodyForm };
      const delivery = { id, process: once(process), startMs, endMs, type, reason, status, ...said };
      count += 1;
      isSorted = false;
      const known = byId.get(asked.id);
      if (known !== undefined) known.deliveries.push(delivery);
      else {
        const { tenant, demand } = asked;
        byId.set(asked.id, { id: asked.id, tenant, demand, deliveries: [delivery] });
      }
    },
  };
}
