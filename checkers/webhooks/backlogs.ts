import type { Operation } from '../../core/operation.ts';
import type { BacklogAnswered } from '../../core/webhook.ts';
import { lowerBound } from '../lower-bound.ts';

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
  /** @param isLeftOut events that may come and go as they like */
  stillness(isLeftOut: (event: string) => boolean): Stillness;
}

/** Since when, on the run's clock, no event has left the lists for good; as far back as lists tell. */
export interface Stillness {
  /** Of nobody. */
  readonly sinceMs: number;
  /** Of one tenant. */
  sinceMsOf(tenant: string): number;
}

export interface OpenBacklogs extends Backlogs {
  take(operation: Operation): void;
}

interface Look {
  readonly startMs: number;
  readonly endMs: number;
  readonly isWhole: boolean;
}

interface TenantLooks {
  readonly looks: Look[];
  /** End of the first of them. */
  firstMs: number;
  /** Start of the last list that names each event. */
  readonly seenMs: Map<string, number>;
}

/** Shorter lists than this are taken to be whole. */
const listedMax = 1000;

export function openBacklogs(): OpenBacklogs {
  const newest = new Map<string, Backlog>();
  const tenants = new Map<string, TenantLooks>();
  return {
    of: (tenant) => newest.get(tenant),
    stillness(isLeftOut) {
      const since = new Map<string, number>();
      let [firstMs, movedMs] = [ever, Number.NEGATIVE_INFINITY];
      for (const [tenant, looks] of tenants) {
        const ofTenantMs = stillSince(looks, isLeftOut);
        since.set(tenant, ofTenantMs);
        firstMs = Math.min(firstMs, looks.firstMs);
        if (ofTenantMs > looks.firstMs) movedMs = Math.max(movedMs, ofTenantMs);
      }
      return { sinceMs: Math.max(firstMs, movedMs), sinceMsOf: (tenant) => since.get(tenant) ?? ever };
    },
    take({ id, type, startMs, endMs, value }) {
      const { asked, answered } = value;
      if (type !== 'ok' || typeof asked?.tenant !== 'string' || answered === undefined) return;
      const { waiting = [], dead = [] } = answered as Partial<BacklogAnswered>;
      const isWhole = waiting.length < listedMax;
      const known = tenants.get(asked.tenant) ?? { looks: [], firstMs: ever, seenMs: new Map<string, number>() };
      tenants.set(asked.tenant, known);
      known.looks.push({ startMs, endMs, isWhole });
      known.firstMs = Math.min(known.firstMs, endMs);
      for (const event of waiting) {
        if (!((known.seenMs.get(event) ?? Number.NEGATIVE_INFINITY) > startMs)) known.seenMs.set(event, startMs);
      }
      const before = newest.get(asked.tenant);
      if (before !== undefined && before.startMs > startMs) return;
      newest.set(asked.tenant, { id, startMs, waiting: new Set(waiting), dead: new Set(dead), isWhole });
    },
  };
}

const ever = Number.POSITIVE_INFINITY;

/** An event has left at the latest when a whole list is answered that does not name it, as none behind it does. */
function stillSince({ looks, firstMs, seenMs }: TenantLooks, isLeftOut: (event: string) => boolean): number {
  const whole = looks.filter(({ isWhole }) => isWhole).sort((a, b) => a.startMs - b.startMs);
  let sinceMs = firstMs;
  for (const [event, lastMs] of seenMs) {
    if (isLeftOut(event)) continue;
    const left = whole[lowerBound(whole.length, (place) => (whole[place] as Look).startMs <= lastMs)];
    if (left !== undefined) sinceMs = Math.max(sinceMs, left.endMs);
  }
  return sinceMs;
}
