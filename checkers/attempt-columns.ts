import type { Operation, OperationType } from '../core/operation.ts';
import { hash } from '../core/random.ts';
import type { Interner } from './interner.ts';

/** `initial`: what stood there before the load, as if it had been acknowledged before time began. */
export type AttemptVerb = 'book' | 'confirm' | 'hold' | 'reschedule' | 'cancel' | 'mark-no-show' | 'initial';

/** Interned texts; -1 where the operation did not say. */
export interface Place {
  readonly resource: number;
  readonly start: number;
  readonly end: number;
}

export interface Attempt {
  readonly id: string;
  readonly verb: AttemptVerb;
  readonly type: OperationType;
  readonly startMs: number;
  readonly endMs: number;
  /** What was acknowledged, or, without an acknowledgement, what was asked. */
  readonly place: Place;
  /** Hash of the idempotency key; -1: none. */
  readonly key: number;
}

const verbs: readonly AttemptVerb[] = ['book', 'confirm', 'hold', 'reschedule', 'cancel', 'mark-no-show', 'initial'];
const types: readonly OperationType[] = ['ok', 'fail', 'info'];

export function isAttemptVerb(verb: string): verb is AttemptVerb {
  return verb !== 'initial' && (verbs as readonly string[]).includes(verb);
}

/** Attempts in columns of numbers, a tenth of what a million objects would take. */
export interface AttemptColumns {
  add(node: number, verb: AttemptVerb, operation: Operation): void;
  addInitial(node: number, place: Place): void;
  node(row: number): number;
  attempt(row: number): Attempt;
  count(): number;
}

export function openAttemptColumns(names: Interner): AttemptColumns {
  const nodes: number[] = [];
  const codes: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const resources: number[] = [];
  const froms: number[] = [];
  const tos: number[] = [];
  const keys: number[] = [];
  const ids: string[] = [];

  const push = (node: number, attempt: Attempt): void => {
    nodes.push(node);
    codes.push(verbs.indexOf(attempt.verb) * types.length + types.indexOf(attempt.type));
    starts.push(attempt.startMs);
    ends.push(attempt.endMs);
    resources.push(attempt.place.resource);
    froms.push(attempt.place.start);
    tos.push(attempt.place.end);
    keys.push(attempt.key);
    ids.push(attempt.id);
  };

  return {
    add(node, verb, operation) {
      const { id, type, startMs, endMs, idempotencyKey, value } = operation;
      const slot = slotOf(type === 'ok' ? value.answered : undefined) ?? slotOf(value.asked);
      const place = {
        resource: numberOf(names, slot?.resource),
        start: numberOf(names, slot?.start),
        end: numberOf(names, slot?.end),
      };
      push(node, {
        id,
        verb,
        type,
        startMs,
        endMs,
        place,
        key: idempotencyKey === undefined ? -1 : hash(idempotencyKey),
      });
    },
    addInitial(node, place) {
      const never = Number.NEGATIVE_INFINITY;
      push(node, { id: '', verb: 'initial', type: 'ok', startMs: never, endMs: never, place, key: -1 });
    },
    node: (row) => nodes[row] as number,
    attempt(row) {
      const code = codes[row] as number;
      return {
        id: ids[row] as string,
        verb: verbs[Math.floor(code / types.length)] as AttemptVerb,
        type: types[code % types.length] as OperationType,
        startMs: starts[row] as number,
        endMs: ends[row] as number,
        place: { resource: resources[row] as number, start: froms[row] as number, end: tos[row] as number },
        key: keys[row] as number,
      };
    },
    count: () => nodes.length,
  };
}

function slotOf(said: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> | undefined {
  const slot = said?.slot;
  return typeof slot === 'object' && slot !== null ? (slot as Readonly<Record<string, unknown>>) : undefined;
}

function numberOf(names: Interner, text: unknown): number {
  return typeof text === 'string' ? names.numberOf(text) : -1;
}
