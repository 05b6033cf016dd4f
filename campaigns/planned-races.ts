import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { addDays } from '../core/add-days.ts';
import type { Slot, StoredBooking } from '../core/booking.ts';
import { random } from '../core/random.ts';
import type { Place } from '../core/round.ts';
import type { World } from '../core/world.ts';
import type { Client } from '../drivers/node/client.ts';
import { resourceDay } from '../scenarios/races/free-calendars.ts';
import type { Ground } from '../scenarios/races/ground.ts';
import { localDay } from '../scenarios/races/local-time.ts';
import { type Offered, offeredGround } from '../scenarios/races/offered-ground.ts';
import { type PlannedRounds, planRounds } from '../scenarios/races/plan-rounds.ts';
import { worldGround } from '../scenarios/races/world-ground.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Offering, Target } from '../targets/target.ts';

export interface RacesWanted {
  readonly seed: number;
  readonly anchorDay: string;
  readonly world: World;
  readonly target: Target;
  readonly fixturesFolder: string;
  /** What is booked before any load. */
  readonly initialState: string;
  /** Asks the platform what it offers, where it is not filled with our fixtures. */
  readonly client: Client;
  /** Told that nothing was offered anywhere, and what was answered last. */
  readonly note?: (text: string) => void;
}

/** Plans a scenario's races on ground that nobody has booked before the load; undefined for one without races. */
export async function plannedRaces({ races }: Scenario, wanted: RacesWanted): Promise<PlannedRounds | undefined> {
  if (races === undefined) return undefined;
  const { seed, target } = wanted;
  return planRounds({ ...races, seed, ...(await freeGround(wanted, [])), offers: target.offers });
}

export interface FreeGround {
  readonly ground: Ground;
  /** Absent: any name will do. */
  readonly customers: Readonly<Record<string, readonly string[]>> | undefined;
}

/** @param taken places that loads of this run have gone to already */
export async function freeGround(wanted: RacesWanted, taken: readonly Place[]): Promise<FreeGround> {
  const { catalogue } = wanted.target;
  if (catalogue !== undefined) {
    return { ground: await groundOfOfferings(catalogue.offerings, wanted), customers: catalogue.customers };
  }
  return {
    ground: await groundOfWorld(wanted, taken),
    customers: await customersOf(join(wanted.fixturesFolder, 'customers.ndjson')),
  };
}

async function groundOfWorld({ world, initialState, seed }: RacesWanted, taken: readonly Place[]): Promise<Ground> {
  const zoneOf = new Map<string, string>();
  for (const { branches } of world.tenants) {
    for (const { staff, timeZone } of branches) for (const { id } of staff) zoneOf.set(id, timeZone);
  }
  const busy = new Set<string>();
  const occupy = ({ resource, start, end }: Slot): void => {
    for (const at of [start, end]) {
      busy.add(resourceDay(resource, localDay(world.zones ?? [], zoneOf.get(resource) ?? '', Date.parse(at))));
    }
  };
  for (const { slot } of taken) occupy(slot);
  for (const line of (await readFile(initialState, 'utf8')).split('\n')) {
    if (line.includes('"resource"')) occupy(JSON.parse(line) as StoredBooking);
  }
  return worldGround(world, busy, random(seed).fork('ground'));
}

/** A week at a time, as users look; platforms refuse longer looks. */
const lookDays = 7;
const daysAheadDefault = { from: 1, to: 28 };

async function groundOfOfferings(
  offerings: readonly Offering[],
  { anchorDay, client, world, note }: RacesWanted,
): Promise<Ground> {
  const offered: Offered[] = [];
  let last: string | undefined;
  for (const offering of offerings) {
    const { tenant, branch, service, resources = [undefined], daysAhead = daysAheadDefault } = offering;
    for (const resource of resources) {
      const asked = {
        verb: 'find-slots',
        tenant,
        branch,
        service,
        ...(resource === undefined ? {} : { resource }),
      } as const;
      let from = addDays(anchorDay, daysAhead.from);
      const behind = addDays(anchorDay, daysAhead.to + 1);
      while (from < behind) {
        const to = earlier(addDays(from, lookDays), behind);
        const times = { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` };
        const { completion, lastReply } = await client.perform({ ...asked, ...times });
        last = `${completion.type === 'ok' ? 'nothing is free' : completion.reason}, status ${lastReply?.status ?? 0}`;
        const slots = completion.type === 'ok' ? (completion.answer.slots ?? []) : [];
        if (slots.length > 0) offered.push({ offering, slots });
        from = goOnFrom(slots, from, to);
      }
    }
  }
  if (offered.length === 0) {
    note?.(`nobody was offered a free place, so that nothing can be booked; the last answer: ${last ?? 'none'}`);
  }
  return offeredGround(offered, anchorDay, world.zones);
}

/** Behind the last day that was told: many platforms tell so many slots at once and no more, whatever was asked. */
function goOnFrom(slots: readonly Slot[], from: string, to: string): string {
  const lastDay = slots.reduce((last, { start }) => (start > last ? start : last), '').slice(0, 10);
  return lastDay < from ? to : earlier(addDays(lastDay, 1), to);
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

/** No round has more contenders, and customers come in turn. */
const customersMax = 400;

async function customersOf(file: string): Promise<Record<string, string[]>> {
  const customers: Record<string, string[]> = {};
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const { id, companyId } = JSON.parse(line) as { id: string; companyId: string };
    const known = customers[companyId] ?? [];
    customers[companyId] = known;
    if (known.length < customersMax) known.push(id);
  }
  return customers;
}
