import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../core/operation.ts';
import { type Random, random } from '../core/random.ts';
import { type Client, openClient } from '../drivers/node/client.ts';
import { sizeOf } from '../recording/disk-room.ts';
import { openProblems } from '../recording/problems.ts';
import { readHistory } from '../recording/read-history.ts';
import { openSeenIds } from '../recording/seen-ids.ts';
import { lookAt } from '../scenarios/races/book-slot.ts';
import type { Completion, Intent, Verb } from '../targets/intent.ts';
import { takesKey } from '../targets/takes-key.ts';
import type { Offers } from '../targets/target.ts';
import { type FreedTime, freedTimes } from './freed-times.ts';
import { type LeftHold, leftHolds } from './left-holds.ts';
import type { Ready, RunContext } from './make-ready.ts';
import { idOfLoad } from './run-load.ts';
import { settledBookings } from './settled-bookings.ts';
import { turnPages } from './turn-pages.ts';

/**
 * Of holds that nobody confirmed, and of times that were given back, so many are looked at again, suspects first; and
 * so many bookings in their lists.
 */
const looksMax = 24;
/** So long a suspect is waited for; a platform that nobody suspects is not waited for at all. */
const waitMsMax = 75_000;
const askingMs = 10_000;
/** Whoever watches is told of a wait that is longer. */
const noticedMs = 5_000;
/** What is larger takes longer to read than the looks are worth. */
const historyBytesMax = 128 << 20;
const source = 'late-looks';

/** One who looks late: when, by the run's clock, and what for. */
export interface LateLook {
  readonly dueMs: number;
  intents(tag: string): readonly Intent[];
}

/**
 * The last load of a run, a small one in a history of its own, judged by no more than the laws. Bookings to which
 * nothing happens any more are looked for in the lists of their days. And where holds ran out long ago that nobody
 * confirmed, or bookings were cancelled, somebody else looks for the time and wants to have it; what is held then is
 * left to run out, and what is booked, cancelled.
 */
export async function lookLate(context: RunContext, ready: Ready): Promise<void> {
  const { recorder, clock, signal, progress, seed } = context;
  const { lab, target, world } = ready;
  // By a clock that is set while the run lasts nobody knows when anything ran out; beside strangers it tells nothing.
  const isShared = context.environment === 'external' && context.isExclusive !== true;
  if (lab.clock !== undefined || isShared || signal.aborted) return;
  const [holds, freed, settled] = [leftHolds(clock.originMs), freedTimes(clock.originMs), settledBookings(world)];
  await readAll(recorder.folder.histories, (operation) => {
    holds.take(operation);
    freed.take(operation);
    settled.take(operation);
  });
  const draw = random(seed).fork(source);
  const { offers } = target;
  const nowMs = clock.now();
  const has = (...verbs: readonly Verb[]): boolean => verbs.every((verb) => offers.verbs.includes(verb));
  const listed = has('list-bookings') ? settled.list(nowMs, looksMax, draw) : [];
  const left = offers.holds && has('hold') ? dueWithin(holds.list(nowMs, draw), nowMs) : [];
  const back = has('cancel', 'find-slots') ? freed.list(nowMs, draw).slice(0, looksMax) : [];
  if (listed.length + left.length + back.length === 0) return;
  progress.step('looking once more where holds ran out, what was given back, and what lists show');
  const history = recorder.openHistory(source, 0);
  const play = (name: string, looks: readonly LateLook[]): Promise<void> =>
    lookAtEach({
      ...{ name, looks, cancels: has('cancel'), runId: idOfLoad(ready.runId, source), clock: clock.now, signal },
      apartMs: lab.requestsPerSecondMax === undefined ? 0 : 1_000 / lab.requestsPerSecondMax,
      take: (operation) => {
        history.write(operation);
        freed.take(operation);
      },
      client: (user) =>
        openClient({
          ...{ target, name: user, runId: ready.runId, zones: ready.zones, clock: clock.now, signal },
          ...{ secrets: lab.secrets, baseUrls: lab.baseUrls, reach: lab.reach, timeoutMs: askingMs },
        }),
    });
  const once = (intents: readonly Intent[]): LateLook => ({ dueMs: nowMs, intents: () => intents });
  await play(
    'list-look',
    listed.map(({ last: _, ...one }) => once([{ verb: 'list-bookings', ...one }])),
  );
  // What is not shown yet is worth waiting for.
  await play(
    'glimpse',
    back.filter(({ dueMs }) => dueMs > nowMs).map((place) => once([lookAt(place)])),
  );
  const wanted = [...left, ...dueWithin(freed.list(nowMs, draw), clock.now())].sort((a, b) => a.dueMs - b.dueMs);
  const waitMs = Math.max(0, ...wanted.map(({ dueMs }) => dueMs - clock.now()));
  if (waitMs > noticedMs)
    progress.note(`waiting up to ${Math.ceil(waitMs / 1_000)} s: what ran out may be free by then`);
  await play(
    'late-look',
    wanted.map((one) => lookAndTake(one, { offers, customers: holds.customers, draw })),
  );
  history.close();
}

async function readAll(folder: string, take: (operation: Operation) => void): Promise<void> {
  const taker = { source: () => undefined, mark: () => undefined, operation: take };
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.ndjson')).sort()) {
    const file = join(folder, name);
    if (sizeOf(file) <= historyBytesMax) await readHistory(file, taker, openProblems(), openSeenIds());
  }
}

/** Suspects that are due soon, and what is due already; in the order in which they are. */
export function dueWithin<Wanted extends WantedLate>(left: readonly Wanted[], nowMs: number): readonly Wanted[] {
  const due = left.filter(({ dueMs, isSuspect }) => dueMs <= nowMs + (isSuspect ? waitMsMax : 0)).slice(0, looksMax);
  return due.sort((a, b) => a.dueMs - b.dueMs);
}

/** A time that somebody had, and that anybody may have now; from when on is as in `LateLook`. */
export type WantedLate = LeftHold | FreedTime;

export interface Takers {
  readonly offers: Offers;
  /** By tenant. */
  readonly customers: ReadonlyMap<string, ReadonlySet<string>>;
  readonly draw: Random;
}

/** Looks for its time, and holds it, or books it where there are no holds. */
export function lookAndTake(wanted: WantedLate, { offers, customers, draw }: Takers): LateLook {
  const { tenant, branch, service, slot, dueMs } = wanted;
  const verb = offers.holds && offers.verbs.includes('hold') ? 'hold' : 'book';
  // Somebody else: the same customer may be given the old hold again, or be refused a second one.
  const others = [...(customers.get(tenant) ?? [])].filter((customer) => customer !== wanted.customer);
  const customer = others.length === 0 ? wanted.customer : draw.pick(others);
  return {
    dueMs,
    intents(tag) {
      const key = takesKey(offers, verb) ? { idempotencyKey: tag } : {};
      const order = { verb, tenant, branch, service, slot, customer, tag, ...key } as const;
      return offers.verbs.includes('find-slots') ? [lookAt(wanted), order] : [order];
    },
  };
}

export interface LateLooks {
  /** What its users are called, each with its number. */
  readonly name: string;
  readonly looks: readonly LateLook[];
  /** Whether what was booked is cancelled again. */
  readonly cancels: boolean;
  /** What each tag begins with. */
  readonly runId: string;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  /** Between two requests. */
  readonly apartMs: number;
  readonly take: (operation: Operation) => void;
  /** A user of that name, who has done nothing yet. */
  client(name: string): Client;
}

/** One after the other, each by a user of its own. */
export async function lookAtEach({ name, looks, clock, signal, apartMs, ...how }: LateLooks): Promise<void> {
  const pause = async (ms: number): Promise<void> => {
    if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
  };
  for (const [index, { dueMs, intents }] of looks.entries()) {
    await pause(dueMs - clock());
    const client = how.client(`${name}-${index + 1}`);
    const ask = async (intent: Intent): Promise<Completion> => {
      const { operation, completion } = await client.perform(intent);
      how.take(operation);
      await pause(apartMs);
      return completion;
    };
    const perform = async (intent: Intent): Promise<void> => {
      if (intent.verb === 'list-bookings') return turnPages(intent, ask, signal);
      const completion = await ask(intent);
      const booking = completion.type === 'ok' ? completion.answer.booking : undefined;
      if (intent.verb !== 'book' || booking === undefined || !how.cancels) return;
      await perform({ verb: 'cancel', tenant: intent.tenant, booking, tag: intent.tag });
    };
    for (const intent of intents(`${how.runId}-${name}-${index + 1}-0`)) {
      if (signal.aborted) return;
      await perform(intent);
    }
  }
}
