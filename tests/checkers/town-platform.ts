import type { Reason } from '../../core/operation.ts';
import type { Random } from '../../core/random.ts';
import { openTownRows, type Row, type TownRows } from './town-rows.ts';

/** How a right platform may be: published ones differ in all of this. */
export interface Manners {
  /** Bookings are numbered in each tenant by itself. */
  readonly isNumberedPerTenant: boolean;
  readonly hasNewIdAfterMove: boolean;
  readonly hasNewIdAfterConfirm: boolean;
  /** What was cancelled is deleted. */
  readonly isForgetful: boolean;
  /** A key that comes with another request: refused, or processed as new. */
  readonly otherBody: 'refused' | 'new';
  /** The answer to a repeated request: as it was, or as the booking is now. */
  readonly replay: 'as it was' | 'as it is';
  /** Cancelling what is not there is nodded through. */
  readonly isLenient: boolean;
}

/** What is wrong with a platform; none is right. */
export type Fault =
  | 'key ignored'
  | 'key answers any body'
  | 'key of all tenants'
  | 'copy that lags'
  | 'anybody may look'
  | 'anybody may cancel'
  | 'no hours when asked directly'
  | 'second of two equal hours refused'
  | 'another slot given';

export type Answer = Readonly<Record<string, unknown>> | Reason;

export interface Place {
  readonly resource: string;
  readonly start: string;
  readonly end: string;
}

export interface Request {
  readonly tenant: string;
  readonly tag: string;
  readonly key?: string;
  readonly service: string;
  readonly customer: string;
  readonly slot: Place;
}

export const holdMs = 400;
const lagMs = 300;
const seats = 3;

/** Slots of each resource: `worked` are what it offers; `idle` lie outside the hours or in the past. */
export interface Diary {
  readonly worked: readonly Place[];
  readonly idle: readonly Place[];
  /** The second time that the clock shows the same hour. */
  readonly second: ReadonlySet<string>;
  readonly tenantOf: ReadonlyMap<string, string>;
}

export interface TownOptions {
  readonly manners: Manners;
  readonly diary: Diary;
  readonly originMs: number;
  readonly draw: Random;
  readonly fault: Fault | undefined;
}

type Office = TownOptions & { readonly rows: TownRows; readonly now: () => number };

/** A booking platform of several companies; every method is one transaction, and a text is a refusal. */
export function openTownPlatform(options: TownOptions) {
  const { manners, diary, originMs, draw, fault } = options;
  let nowMs = 0;
  let looks = 0;
  const now = (): number => nowMs;
  const rows = openTownRows(manners.isNumberedPerTenant, originMs, now);
  const office: Office = { ...options, rows, now };
  const keyed = openKeys(office);

  return {
    rows: rows.all,
    at: (atMs: number) => {
      nowMs = atMs;
    },
    findSlots: (tenant: string, service: string): Answer => {
      const own = diary.worked.filter(({ resource }) => diary.tenantOf.get(resource) === tenant);
      const free = own.filter((slot) => isFree(office, slot, service));
      const from = draw.integer(Math.max(1, free.length - 2));
      return { offered: free.length, slots: free.slice(from, from + 3) };
    },
    book: (request: Request): Answer => keyed(request, 'book', () => place(office, request, 'booked')),
    hold: (request: Request): Answer => keyed(request, 'hold', () => place(office, request, 'held')),
    confirm(tenant: string, id: string): Answer {
      const row = rows.find(tenant, id);
      if (row === undefined) return 'not-found';
      if (row.status !== 'held') return row.status === 'booked' ? 'conflict' : 'expired';
      const booked: Row = { ...row, status: 'booked', id: manners.hasNewIdAfterConfirm ? rows.newId(tenant) : id };
      if (manners.hasNewIdAfterConfirm) rows.drop(row);
      rows.put(booked);
      return answerOf(booked);
    },
    cancel(tenant: string, id: string): Answer {
      const row = rows.find(tenant, id) ?? (fault === 'anybody may cancel' ? rows.findAnybodys(id) : undefined);
      if (row?.status !== 'booked' && row?.status !== 'held') return manners.isLenient ? {} : 'not-found';
      if (manners.isForgetful) rows.drop(row);
      else rows.put({ ...row, status: 'cancelled' });
      return {};
    },
    move(tenant: string, id: string, slot: Place): Answer {
      const row = rows.find(tenant, id);
      if (row?.status !== 'booked') return 'not-found';
      const refused = refusalOf(office, slot, tenant);
      if (refused !== undefined) return refused;
      if (!isFree(office, slot, row.service ?? '', row)) return 'taken';
      const moved: Row = { ...row, ...slot, id: manners.hasNewIdAfterMove ? rows.newId(tenant) : id };
      if (manners.hasNewIdAfterMove) rows.drop(row);
      rows.put(moved);
      return answerOf(moved);
    },
    read(tenant: string, id: string): Answer {
      looks += 1;
      const isOld = fault === 'copy that lags' && looks % 2 === 0;
      const anybodys = fault === 'anybody may look' ? rows.findAnybodys(id) : undefined;
      const row = isOld ? rows.findOld(tenant, id, nowMs - lagMs) : (rows.find(tenant, id) ?? anybodys);
      if (row === undefined) return 'not-found';
      const { expiresMs: _, ...shown } = row;
      return { count: 1, read: { ...shown, tenant } };
    },
  };
}

function answerOf({ id, resource, start, end, status, expiresMs }: Row): Answer {
  const expires = status === 'held' ? { expires: new Date(expiresMs).toISOString() } : {};
  return { booking: id, slot: { resource, start, end }, ...expires };
}

function isFree({ rows }: Office, slot: Place, service: string, but?: Row): boolean {
  const there = [...rows.all.values()].filter(
    (row) => row !== but && row.resource === slot.resource && row.start === slot.start && rows.isLive(row),
  );
  return service === 'group'
    ? there.every((row) => row.service === service) && there.length < seats
    : there.length === 0;
}

function refusalOf({ diary, fault }: Office, slot: Place, tenant: string): Reason | undefined {
  if (diary.tenantOf.get(slot.resource) !== tenant) return 'not-found';
  if (fault === 'no hours when asked directly') return undefined;
  if (fault === 'second of two equal hours refused' && diary.second.has(slot.start)) return 'invalid';
  const isWorked = diary.worked.some(({ resource, start }) => resource === slot.resource && start === slot.start);
  return isWorked ? undefined : 'invalid';
}

function place(office: Office, request: Request, status: 'held' | 'booked'): Answer {
  const { rows, diary, draw, fault, originMs, now } = office;
  const { tenant, tag, service, customer } = request;
  const refused = refusalOf(office, request.slot, tenant);
  if (refused !== undefined) return refused;
  const others = diary.worked.filter(({ resource }) => resource === request.slot.resource);
  const slot = fault === 'another slot given' && draw.chance(0.3) ? draw.pick(others) : request.slot;
  if (!isFree(office, slot, service)) return 'taken';
  const expiresMs = originMs + now() + holdMs;
  const row: Row = { id: rows.newId(tenant), tenant, tag, service, customer, ...slot, status, expiresMs };
  rows.put(row);
  return answerOf(row);
}

/** Keys belong to their tenant, and stand for one request; a refusal leaves none. */
function openKeys({ manners, fault, rows }: Office) {
  const replies = new Map<string, { readonly body: string; readonly answer: Answer; readonly name: string }>();
  return (request: Request, verb: string, work: () => Answer): Answer => {
    if (request.key === undefined || fault === 'key ignored') return work();
    const { tenant, slot, tag, service, customer } = request;
    const isOfAll = fault === 'key of all tenants';
    const body =
      fault === 'key answers any body' ? '' : [verb, tag, service, customer, slot.resource, slot.start].join();
    const isByBody = manners.otherBody === 'new' && !isOfAll;
    const name = [isOfAll ? '' : tenant, request.key, ...(isByBody ? [body] : [])].join(' ');
    const known = replies.get(name);
    if (known !== undefined && (known.body === body || isOfAll)) {
      const row = rows.all.get(known.name);
      return manners.replay === 'as it is' && row !== undefined ? answerOf(row) : known.answer;
    }
    if (known !== undefined) return 'conflict';
    const answer = work();
    if (typeof answer !== 'string') replies.set(name, { body, answer, name: `${tenant} ${answer.booking}` });
    return answer;
  };
}
