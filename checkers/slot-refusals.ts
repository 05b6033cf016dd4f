import type { Schedule } from './calendar.ts';
import type { Entry, Span } from './ledger.ts';
import type { Recording } from './on-ledger.ts';
import { placeText } from './scene.ts';

export interface WrongRefusal {
  readonly refused: Entry;
  /** What shows that the place could be had. */
  readonly others: readonly Entry[];
  readonly text: string;
}

type ScheduleOf = (tenant: number, resource: number) => Schedule | undefined;

const soonMs = 10 * 60_000;
/** Platforms may ask to be booked a day or two ahead; what lies further ahead is refused for another reason. */
const aheadMs = 48 * 3_600_000;

/**
 * Places that could be had, and were refused as `invalid` or `not-found`: just that had been offered, or the clock
 * shows that hour twice and the platform gives away one of the two only. Whether somebody else has the place ('taken')
 * is for other laws; here nobody may have touched it since.
 */
export function wrongRefusals(
  recording: Recording,
  scheduleOf: ScheduleOf,
): { readonly found: readonly WrongRefusal[]; readonly examined: number } {
  const { ledger, originMs = Number.NaN } = recording;
  const { entries } = ledger;
  const refused = ledger.attempts.filter((entry) => {
    if (entry.type !== 'fail') return false;
    const { verb, reason, asked } = entry;
    const isRefused = reason === 'invalid' || reason === 'not-found';
    const isAhead = asked !== undefined && asked.fromMs > originMs + entry.endMs + aheadMs;
    return isRefused && isAhead && (verb === 'book' || verb === 'hold');
  });
  const examined = refused.length;
  if (examined === 0) return { found: [], examined };
  const around = lookAround(entries, refused, scheduleOf);
  const found: WrongRefusal[] = [];
  for (const one of refused) {
    const wrong = around.isTrusted(one)
      ? (asOffered(recording, around, one) ?? asTwin(recording, around, one))
      : undefined;
    if (wrong !== undefined) found.push(wrong);
  }
  return { found, examined };
}

interface Around {
  /** Searches that offered just this place, by the attempt that was refused there. */
  readonly offers: ReadonlyMap<string, readonly Entry[]>;
  /** Attempts of any outcome on the resources of those that were refused. */
  readonly onResource: ReadonlyMap<number, readonly Entry[]>;
  readonly scheduleOf: ScheduleOf;
  /** What was wrong was not the customer, nor that its key had been used. */
  isTrusted(refused: Entry): boolean;
}

function lookAround(entries: readonly Entry[], refused: readonly Entry[], scheduleOf: ScheduleOf): Around {
  const offers = new Map<string, Entry[]>();
  const onResource = new Map<number, Entry[]>();
  const keys = new Map<number, number>();
  const good = new Set<string>();
  const blamed = new Map<string, Set<number>>();
  for (const { tenant, service, customer, key, asked } of refused) {
    if (asked === undefined) continue;
    for (const span of [asked, ...twinsOf(scheduleOf(tenant, asked.resource), asked)]) {
      offers.set(nameOf(tenant, service, span), []);
    }
    onResource.set(asked.resource, []);
    keys.set(key, 0);
    const name = nameOf(tenant, service, asked);
    blamed.set(name, (blamed.get(name) ?? new Set()).add(customer));
  }
  for (const entry of entries) {
    const { verb, type, tenant, service, customer, key, asked, answered } = entry;
    const used = keys.get(key);
    if (used !== undefined) keys.set(key, used + 1);
    if (verb === 'find-slots') {
      for (const span of entry.offered ?? []) {
        if (onResource.has(span.resource)) offers.get(nameOf(tenant, service, span))?.push(entry);
      }
      continue;
    }
    if ((verb === 'book' || verb === 'hold') && type === 'ok') good.add(`${tenant} ${customer}`);
    for (const resource of new Set([asked?.resource, answered?.resource])) {
      if (resource !== undefined && verb !== 'read-booking') onResource.get(resource)?.push(entry);
    }
  }
  return {
    ...{ offers, onResource, scheduleOf },
    isTrusted({ tenant, service, customer, key, asked }) {
      const isKeyOwn = key === -1 || keys.get(key) === 1;
      const others = asked === undefined ? undefined : blamed.get(nameOf(tenant, service, asked));
      return isKeyOwn && (customer === -1 || good.has(`${tenant} ${customer}`) || (others?.size ?? 0) > 1);
    },
  };
}

function nameOf(tenant: number, service: number, { resource, fromMs, toMs }: Span): string {
  return `${tenant} ${service} ${resource} ${fromMs} ${toMs}`;
}

function asOffered(recording: Recording, around: Around, refused: Entry): WrongRefusal | undefined {
  const { tenant, branch, service, asked } = refused;
  if (asked === undefined) return undefined;
  const { clockErrorMs, ledger } = recording;
  const offer = around.offers
    .get(nameOf(tenant, service, asked))
    ?.filter(({ endMs }) => endMs + clockErrorMs < refused.startMs && endMs > refused.startMs - soonMs)
    .filter((each) => each.branch === branch)
    .sort((a, b) => a.endMs - b.endMs)
    .at(-1);
  if (offer === undefined) return undefined;
  const isTouched = around.onResource.get(asked.resource)?.some((other) => {
    const isInTime = other.startMs <= refused.endMs + clockErrorMs;
    const isPast = other.type === 'ok' && other.endMs + clockErrorMs < offer.startMs;
    return other.type !== 'fail' && isInTime && !isPast && overlaps(other, asked);
  });
  if (isTouched) return undefined;
  const text = `${placeText(ledger.names, asked)} was offered, and refused as ${refused.reason} when it was asked for`;
  return { refused, others: [offer], text };
}

function overlaps({ asked, answered }: Entry, { resource, fromMs, toMs }: Span): boolean {
  return [asked, answered].some(
    (span) => span !== undefined && span.resource === resource && span.fromMs < toMs && fromMs < span.toMs,
  );
}

/** The same hour of the wall clock, shown a second time, or a first: where the clock is put back. */
function twinsOf(schedule: Schedule | undefined, { resource, fromMs, toMs }: Span): readonly Span[] {
  const change = schedule?.turnedNear(fromMs, 3 * 3_600_000);
  if (schedule === undefined || change === undefined || change.turnedMs >= 0) return [];
  return [change.turnedMs, -change.turnedMs]
    .map((shiftMs) => ({ resource, fromMs: fromMs + shiftMs, toMs: toMs + shiftMs }))
    .filter((twin) => schedule.shown(twin.fromMs) === schedule.shown(fromMs));
}

function asTwin({ ledger }: Recording, around: Around, refused: Entry): WrongRefusal | undefined {
  const { tenant, service, asked } = refused;
  const schedule = asked === undefined ? undefined : around.scheduleOf(tenant, asked.resource);
  if (asked === undefined || schedule?.misfit(asked.fromMs, asked.toMs) !== undefined) return undefined;
  for (const twin of twinsOf(schedule, asked)) {
    const had =
      around.offers.get(nameOf(tenant, service, twin))?.[0] ??
      around.onResource.get(asked.resource)?.find((other) => {
        const isGiven = other.type === 'ok' || other.reason === 'taken';
        const isThere = other.asked?.fromMs === twin.fromMs && other.asked.toMs === twin.toMs;
        return isGiven && isThere && other.tenant === tenant && other.service === service;
      });
    if (had === undefined) continue;
    const refusal = `${placeText(ledger.names, asked)} was refused as ${refused.reason}`;
    const text = `${refusal}, though the clock shows ${schedule?.shown(asked.fromMs)} twice and the other can be had`;
    return { refused, others: [had], text };
  }
  return undefined;
}
