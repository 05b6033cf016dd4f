import type { Operation } from '../../core/operation.ts';
import type { BacklogAnswered } from '../../core/webhook.ts';

/** What a tenant's newest acknowledged `read-backlog` said. */
export interface Backlog {
  readonly id: string;
  readonly startMs: number;
  readonly waiting: ReadonlySet<string>;
  readonly dead: ReadonlySet<string>;
  /** Platforms may cut the list off: then nobody knows what else waits. */
  readonly isWhole: boolean;
}

/** What waits by the platform's own word. */
export interface Backlogs {
  of(tenant: string): Backlog | undefined;
  /** When it was last seen, on the run's clock, that an event of anybody's did not wait any more; never: -∞. */
  movedMs(): number;
}

export interface OpenBacklogs extends Backlogs {
  take(operation: Operation): void;
}

/** Shorter lists than this are taken to be whole. */
const listedMax = 1000;

export function openBacklogs(): OpenBacklogs {
  const newest = new Map<string, Backlog>();
  let movedMs = Number.NEGATIVE_INFINITY;
  return {
    of: (tenant) => newest.get(tenant),
    movedMs: () => movedMs,
    take({ id, type, startMs, endMs, value }) {
      const { asked, answered } = value;
      if (type !== 'ok' || typeof asked?.tenant !== 'string' || answered === undefined) return;
      const { waiting = [], dead = [] } = answered as Partial<BacklogAnswered>;
      const before = newest.get(asked.tenant);
      if (before !== undefined && before.startMs > startMs) return;
      const left = new Set(waiting);
      if (before !== undefined && [...before.waiting].some((event) => !left.has(event)))
        movedMs = Math.max(movedMs, endMs);
      const isWhole = waiting.length < listedMax;
      newest.set(asked.tenant, { id, startMs, waiting: left, dead: new Set(dead), isWhole });
    },
  };
}
