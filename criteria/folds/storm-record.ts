import type { Operation } from '../../core/operation.ts';
import { type BodyForm, type Credential, isDelivery } from '../../core/webhook.ts';

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
  readonly backlog: { readonly atMs: number[]; readonly waiting: number[]; readonly dead: number[] };
  take(operation: Operation): void;
}

const outcomes = { ok: 0, fail: 1, info: 2 } as const;

export function openStormRecord(): StormRecord {
  const deliveries: StormRecord['deliveries'] = {
    ...{ startMs: [], endMs: [], outcome: [], event: [] },
    ...{ credential: [], form: [] },
  };
  const backlog: StormRecord['backlog'] = { atMs: [], waiting: [], dead: [] };
  const answers: { readonly atMs: number; readonly tenant: string; readonly waiting: number; readonly dead: number }[] =
    [];
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
      if (answers.length > 0) sumUp(answers, backlog);
      return backlog;
    },
    take(operation) {
      const { asked, answered } = operation.value;
      if (operation.verb === 'read-backlog' && operation.type === 'ok') {
        const [waiting, dead] = [lengthOf(answered?.waiting), lengthOf(answered?.dead)];
        answers.push({ atMs: operation.endMs, tenant: String(asked?.tenant), waiting, dead });
      }
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

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

/** What all tenants together had, after each answer of one of them. */
function sumUp(
  answers: { readonly atMs: number; readonly tenant: string; readonly waiting: number; readonly dead: number }[],
  backlog: StormRecord['backlog'],
): void {
  answers.sort((a, b) => a.atMs - b.atMs);
  const last = new Map<string, { readonly waiting: number; readonly dead: number }>();
  let [waiting, dead] = [0, 0];
  for (const answer of answers) {
    const before = last.get(answer.tenant);
    waiting += answer.waiting - (before?.waiting ?? 0);
    dead += answer.dead - (before?.dead ?? 0);
    last.set(answer.tenant, answer);
    backlog.atMs.push(answer.atMs);
    backlog.waiting.push(waiting);
    backlog.dead.push(dead);
  }
  answers.length = 0;
}
