import type { Operation } from '../../core/operation.ts';
import { type BodyForm, type Credential, isDelivery } from '../../core/webhook.ts';
import { type Backlog, openBacklogRecord } from './backlog-record.ts';

/** The deliveries of one load, in columns, and what the platform said was waiting. Times on the run's clock. */
export interface StormRecord {
  readonly deliveries: {
    readonly startMs: number[];
    readonly endMs: number[];
    /** 0 acknowledged, 1 refused, 2 no answer that anybody understands. */
    readonly outcome: number[];
    /** Number of the event, from 0. */
    readonly event: number[];
    /** How it was signed, and how its body was written. */
    readonly credential: Credential[];
    readonly form: BodyForm[];
  };
  /** Of all tenants that were asked, the last answer of each together. */
  readonly backlog: Backlog;
  take(operation: Operation): void;
}

const outcomes = { ok: 0, fail: 1, info: 2 } as const;

export function openStormRecord(): StormRecord {
  const deliveries: StormRecord['deliveries'] = {
    ...{ startMs: [], endMs: [], outcome: [], event: [] },
    ...{ credential: [], form: [] },
  };
  const backlog = openBacklogRecord('read-backlog');
  const events = new Map<string, number>();

  const numberOf = (event: string): number => {
    const known = events.get(event);
    if (known !== undefined) return known;
    events.set(event, events.size);
    return events.size - 1;
  };

  return {
    deliveries,
    get backlog() {
      return backlog.sums();
    },
    take(operation) {
      backlog.take(operation);
      if (!isDelivery(operation)) return;
      const { credential, form } = operation.value.asked;
      deliveries.startMs.push(operation.startMs);
      deliveries.endMs.push(operation.endMs);
      deliveries.outcome.push(outcomes[operation.type]);
      deliveries.event.push(numberOf(operation.intent));
      deliveries.credential.push(credential);
      deliveries.form.push(form);
    },
  };
}
