import type { Mark, Operation } from '../../core/operation.ts';
import { hash } from '../../core/random.ts';
import { forgedCredentials } from '../../core/webhook.ts';
import { type Attempt, openAttempt } from '../../targets/attempt.ts';
import type { Session, Target } from '../../targets/target.ts';
import type { Delivery } from './deliveries.ts';
import { type Due, openDueDeliveries } from './due-deliveries.ts';

export interface DeskOptions {
  /** In the order in which they are due. */
  readonly deliveries: readonly Delivery[];
  /** How long after each attempt that was not answered the next one comes. */
  readonly retryAfterMs: readonly number[];
  readonly target: Target;
  /** 8 hex digits, of this load alone. */
  readonly runId: string;
  /** ms on the source's clock, monotonic. */
  readonly clock: () => number;
  readonly write: (line: Operation | Mark) => void;
}

/** One delivery that was begun; it is under way until it is settled. */
export interface Begun {
  readonly due: Due;
  /** The operation's. */
  readonly id: string;
  readonly attempt: Attempt;
}

export interface Tally {
  /** Deliveries that were recorded, by what came of them. */
  readonly outcomes: Readonly<Record<Operation['type'], number>>;
  readonly retries: number;
  /** Events that nobody had acknowledged when their retries were used up. */
  readonly givenUp: number;
  /** When the last delivery was acknowledged, on the source's clock. */
  readonly lastAcknowledgedMs: number | undefined;
}

/** Hands deliveries out when they are due, records what came of them, and lets those come again that got no answer. */
export interface Desk {
  /** The next delivery; undefined: none is due, or the desk is closed. */
  begin(process: string, session: Session): Begun | undefined;
  /** Writes its operation. */
  settle(begun: Begun): Operation;
  /** When the next delivery is due, on the source's clock; undefined: there is none. */
  nextMs(): number | undefined;
  underWay(): number;
  close(): void;
  isClosed(): boolean;
  /** How many were not begun. */
  left(): number;
  tally(): Tally;
}

/**
 * @param loadMs when the load began, on the source's clock
 * @param onChange called when a delivery will come again, and when nothing is under way any more
 */
export function openDesk(options: DeskOptions, loadMs: number, onChange: () => void): Desk {
  const { target, clock, write } = options;
  const due = openDueDeliveries(options.deliveries, options.retryAfterMs);
  const prefix = options.runId + hex8('storm') + hex8(target.name);
  const counts = new Map<string, number>();
  const chains = openRetryChains();
  const outcomes = { ok: 0, fail: 0, info: 0 };
  let [operations, underWay, isClosed] = [0, 0, false];
  let lastAcknowledgedMs: number | undefined;
  return {
    begin(process, session) {
      const next = isClosed ? undefined : due.take(clock() - loadMs);
      if (next === undefined) return undefined;
      const { event, credential, form } = next.delivery;
      const delivery = (counts.get(event.id) ?? 0) + 1;
      counts.set(event.id, delivery);
      const id = prefix + (operations++).toString(16).padStart(8, '0');
      underWay += 1;
      const intent = { verb: 'deliver-webhook', ...event, credential, form, delivery } as const;
      return { due: next, id, attempt: openAttempt(target, intent, session, { id, process }) };
    },
    settle(begun) {
      const operation = begun.attempt.operation();
      write(operation);
      underWay -= 1;
      outcomes[operation.type] += 1;
      if (operation.type === 'ok') lastAcknowledgedMs = Math.max(lastAcknowledgedMs ?? 0, operation.endMs);
      const comesAgain = chains.comesAgain(begun.due, operation) && due.again(begun.due, clock() - loadMs);
      chains.note(begun.due, comesAgain);
      if (comesAgain || underWay === 0) onChange();
      return operation;
    },
    nextMs() {
      const nextMs = isClosed ? undefined : due.nextMs();
      return nextMs === undefined ? undefined : nextMs + loadMs;
    },
    underWay: () => underWay,
    close() {
      isClosed = true;
    },
    isClosed: () => isClosed,
    left: () => due.left(),
    tally: () => ({ outcomes, ...chains.tally(), lastAcknowledgedMs }),
  };
}

interface RetryChains {
  comesAgain(due: Due, operation: Operation): boolean;
  note(due: Due, comesAgain: boolean): void;
  tally(): Pick<Tally, 'retries' | 'givenUp'>;
}

/** A provider has one chain of retries for each event, and ends it with the first acknowledgement. */
function openRetryChains(): RetryChains {
  const acknowledged = new Set<string>();
  const waiting = new Set<string>();
  const unanswered = new Set<string>();
  let retries = 0;
  return {
    comesAgain({ delivery: { event, credential }, retry }, { type, value }) {
      // Who forges does not come again.
      if (forgedCredentials.includes(credential)) return false;
      if (retry > 0) waiting.delete(event.id);
      if (type === 'ok') acknowledged.add(event.id);
      const isUnanswered = type === 'info' || value.reason === 'throttled';
      if (isUnanswered) unanswered.add(event.id);
      return isUnanswered && !acknowledged.has(event.id) && !waiting.has(event.id);
    },
    note({ delivery }, comesAgain) {
      if (!comesAgain) return;
      waiting.add(delivery.event.id);
      retries += 1;
    },
    tally() {
      const isGivenUp = (id: string): boolean => !acknowledged.has(id) && !waiting.has(id);
      return { retries, givenUp: [...unanswered].filter(isGivenUp).length };
    },
  };
}

function hex8(name: string): string {
  return hash(name).toString(16).padStart(8, '0');
}
