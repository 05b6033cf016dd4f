import type { Service } from '../core/world.ts';
import type { Recording } from './on-ledger.ts';
import { openPairNumbers } from './pair-numbers.ts';
import { tenantNumber } from './tenant-number.ts';

/** Somebody's wish or holding, as far as seats go; names are numbers of the ledger's interner. */
export interface Seated {
  readonly tenant: number;
  readonly resource: number;
  readonly service: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Who may sit together, and where. */
export interface Seats {
  /** Calendars are told apart by tenant too: names of resources may be unique only there. Small numbers. */
  calendarOf(tenant: number, resource: number): number;
  /** The service as the world has it. */
  serviceOf(tenant: number, service: number): Service | undefined;
  /** Blocked behind an appointment, or may be; where its service is not known, the longest of the tenant's. */
  bufferMsOf(tenant: number, service: number): number;
  /** An appointment is at least as long as its service, and its buffer comes behind it. */
  blockedUntilMs(seated: Omit<Seated, 'resource'>): number;
  /**
   * Nobody else's before then: the buffer that the world tells of included. Only of what is just as long as its
   * service: some platforms' ends have the buffer in them, and nobody told what belongs behind what is longer.
   */
  surelyBlockedUntilMs(seated: Omit<Seated, 'resource'>): number;
  /**
   * Whoever is of one session may be there at once: seats of a group share theirs, a number < -1, and the `alone` have
   * one of their own. `unclear`: it may be a group, or in one. @param alone a number >= 0
   */
  sessionOf(seated: Seated, alone: number): number;
  /** Undefined: nobody said how many. */
  seatsIn(session: number): number | undefined;
}

/** The session of whom nobody knows whether they sit alone. */
export const unclear = -1;

interface TenantServices {
  readonly byNumber: ReadonlyMap<number, Service>;
  readonly hasGroups: boolean;
  readonly bufferMaxMs: number;
}

const dayMs = 86_400_000;

/** All that may lie between two appointments: what is kept free before one counts as if it lay behind the other. */
export function betweenMs({ bufferMinutes, bufferBeforeMinutes = 0 }: Service): number {
  return (bufferMinutes + bufferBeforeMinutes) * 60_000;
}

/** One that nobody knows may be any, within reason. */
function bufferOf(service: Service): number {
  return service.isBufferUnknown === true ? dayMs : betweenMs(service);
}

/** Without a world every service has one seat, unless the platform declares that it has groups. */
export function openSeats({ world, offers, ledger }: Recording): Seats {
  const { names } = ledger;
  const tenants = new Map<number, TenantServices>();
  for (const { id, services } of world?.tenants ?? []) {
    const byNumber = new Map(services.map((service) => [names.numberOf(service.id), service]));
    const bufferMaxMs = services.reduce((most, service) => Math.max(most, bufferOf(service)), 0);
    const hasGroups = services.some(({ capacity }) => capacity > 1);
    tenants.set(tenantNumber(names, id), { byNumber, hasGroups, bufferMaxMs });
  }
  const calendars = openPairNumbers();
  const groups = new Map<string, number>();
  const seats: (number | undefined)[] = [];
  const group = (key: string, count: number | undefined): number => {
    const known = groups.get(key);
    if (known !== undefined) return known;
    seats.push(count);
    groups.set(key, -1 - seats.length);
    return -1 - seats.length;
  };

  const serviceOf: Seats['serviceOf'] = (tenant, service) => tenants.get(tenant)?.byNumber.get(service);
  const bufferMsOf: Seats['bufferMsOf'] = (tenant, service) => {
    const known = serviceOf(tenant, service);
    return known === undefined ? (tenants.get(tenant)?.bufferMaxMs ?? 0) : bufferOf(known);
  };

  return {
    ...{ calendarOf: calendars.numberOf, serviceOf, bufferMsOf },
    blockedUntilMs({ tenant, service, fromMs, toMs }) {
      const durationMs = (serviceOf(tenant, service)?.durationMinutes ?? 0) * 60_000;
      return Math.max(toMs, fromMs + durationMs) + bufferMsOf(tenant, service);
    },
    surelyBlockedUntilMs({ tenant, service, fromMs, toMs }) {
      const known = serviceOf(tenant, service);
      const isPlain = known !== undefined && toMs - fromMs === known.durationMinutes * 60_000;
      return isPlain ? toMs + known.bufferMinutes * 60_000 : toMs;
    },
    sessionOf({ tenant, resource, service, fromMs, toMs }, alone) {
      const offered = tenants.get(tenant);
      if (offered === undefined) {
        if (offers?.capacity !== true) return alone;
        return group(`${tenant} ${resource} ${fromMs} ${toMs}`, undefined);
      }
      const known = offered.byNumber.get(service);
      if (known === undefined) return offered.hasGroups ? unclear : alone;
      if (known.capacity <= 1) return alone;
      return group(`${tenant} ${resource} ${service} ${fromMs}`, known.capacity);
    },
    seatsIn: (session) => (session >= 0 ? 1 : seats[-2 - session]),
  };
}
