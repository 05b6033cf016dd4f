import { lowerBound } from '../lower-bound.ts';
import { type DeliveredEvent, type Deliveries, type Delivery, isProper, mayBeRefused } from './deliveries.ts';

/** A genuine event whose every delivery the receiver broke at, though it took others meanwhile. */
export interface NeverTaken {
  readonly event: DeliveredEvent;
  /** Of them those that are far enough apart to tell something of their own. */
  readonly attempts: readonly Delivery[];
}

/** Closer ones may have met the same hiccup. */
const apartMs = 200;
/** What happened to others so long before and behind an attempt says how the receiver was then. */
const aroundMs = 500;
const attemptsMin = 4;
/** So seldom may all of that be chance, in all of a recording's events together. */
const chanceMax = 1e-6;

/**
 * Receivers may break at anything for a while, and senders come again. But where the same event is answered by 5xx
 * each time, while nearly all others around each of its attempts are taken, it is that event, and it will never be
 * taken. How likely an attempt was to fail is counted among the same tenant's other events around it.
 */
export function neverTaken(deliveries: Deliveries): readonly NeverTaken[] {
  const found: NeverTaken[] = [];
  const candidates = deliveries.events().flatMap((event) => {
    const attempts = event.deliveries.some(isPoisonous) ? [] : brokenAttempts(event);
    return attempts.length < attemptsMin ? [] : [{ event, attempts }];
  });
  if (candidates.length === 0) return found;
  const victims = new Set(candidates.map(({ event }) => event));
  const others = new Map<string, Delivery[]>();
  for (const event of deliveries.events()) {
    if (victims.has(event)) continue;
    const known = others.get(event.tenant) ?? [];
    others.set(event.tenant, known);
    for (const each of event.deliveries) if (isAbout(each) && each.type !== 'fail') known.push(each);
  }
  for (const known of others.values()) known.sort((a, b) => a.startMs - b.startMs);
  for (const candidate of candidates) {
    const around = others.get(candidate.event.tenant) ?? [];
    const chance = candidate.attempts.reduce((product, attempt) => product * failsBy(attempt, around), 1);
    if (chance * candidates.length < chanceMax) found.push(candidate);
  }
  return found;
}

function isPoisonous({ form }: Delivery): boolean {
  return form === 'poison';
}

/** Genuine, and such that every receiver has to take it. */
function isAbout(delivery: Delivery): boolean {
  return isProper(delivery) && !mayBeRefused(delivery);
}

/** None where one of them was answered otherwise: by a refusal, by silence, by an acknowledgement. */
function brokenAttempts({ deliveries }: DeliveredEvent): readonly Delivery[] {
  const proper = deliveries.filter(isAbout);
  if (deliveries.some(({ type }) => type === 'ok') || proper.some(({ status }) => status < 500)) return [];
  const attempts: Delivery[] = [];
  for (const each of proper) {
    const last = attempts.at(-1);
    if (last === undefined || each.startMs >= last.startMs + apartMs) attempts.push(each);
  }
  return attempts;
}

/** The share of others that were not taken around it, never told better than their number carries. */
function failsBy({ startMs }: Delivery, others: readonly Delivery[]): number {
  let failed = 0;
  let count = 0;
  for (let at = firstFrom(others, startMs - aroundMs); at < others.length; at += 1) {
    const other = others[at] as Delivery;
    if (other.startMs > startMs + aroundMs) break;
    count += 1;
    if (other.type !== 'ok') failed += 1;
  }
  return (failed + 1) / (count + 1);
}

function firstFrom(sorted: readonly Delivery[], fromMs: number): number {
  return lowerBound(sorted.length, (place) => (sorted[place] as Delivery).startMs < fromMs);
}
