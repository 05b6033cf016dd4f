import { instantOf } from './instant-of.ts';
import type { Interner } from './interner.ts';
import type { Span } from './ledger.ts';
import { openNumberTable } from './pair-numbers.ts';

/** Reads spans, and numbers them; one that comes again is the same, if it is the last one of its resource. */
export interface Spans {
  /** Of a slot; -1 where it is none. */
  of(slot: unknown): number;
  at(resource: unknown, start: unknown, end: unknown): number;
  /** The same, of a resource that has its number. */
  on(resource: number, start: unknown, end: unknown): number;
  /** Undefined of -1. */
  spanOf(number: number): Span | undefined;
}

export function openSpans(names: Interner): Spans {
  const last = openNumberTable();
  const spans: Span[] = [];
  const on: Spans['on'] = (number, start, end) => {
    if (number === -1 || typeof start !== 'string' || typeof end !== 'string') return -1;
    const [fromMs, toMs] = [instantOf(start), instantOf(end)];
    const known = last.get(number);
    const span = known === -1 ? undefined : spans[known];
    if (span?.fromMs === fromMs && span.toMs === toMs) return known;
    return last.set(number, spans.push({ resource: number, fromMs, toMs }) - 1);
  };
  const at: Spans['at'] = (resource, start, end) => {
    if (typeof resource !== 'string' || typeof start !== 'string' || typeof end !== 'string') return -1;
    return on(names.numberOf(resource), start, end);
  };
  return {
    ...{ at, on },
    of(slot) {
      if (typeof slot !== 'object' || slot === null) return -1;
      const { resource, start, end } = slot as Readonly<Record<string, unknown>>;
      return at(resource, start, end);
    },
    spanOf: (number) => (number === -1 ? undefined : spans[number]),
  };
}
