import type { Reach } from '../../core/reach.ts';
import type { Zone } from '../../core/world.ts';
import { openBatch } from './batch.ts';
import { type Cannon, openCannon } from './cannon.ts';
import type { Delivery } from './deliveries.ts';
import { type DeskOptions, openDesk, type Tally } from './desk.ts';
import { openLane } from './lane.ts';
import type { Shot } from './shot.ts';
import { openVolley, type Turn } from './volley.ts';

export interface StormOptions extends DeskOptions {
  /** Nothing is begun later than this, ms since the load's start. */
  readonly lastsMsMax: number;
  readonly baseUrls: readonly string[];
  /** To each base URL. */
  readonly connections: number;
  readonly reach?: Reach | undefined;
  readonly secrets: Readonly<Record<string, string>>;
  readonly zones?: readonly Zone[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface PlayedStorm extends Tally {
  /** Deliveries that were not begun when the storm was ended. */
  readonly unsent: number;
  /** Why replies did not come, and how often. */
  readonly faults: ReadonlyMap<string, number>;
}

/**
 * Delivers a storm through autocannon: closed-loop, every connection sends when it has its reply, all from one queue.
 * Each delivery is one operation with its own times; what got no reply or a 5xx comes again by the retry schedule.
 */
export async function playStorm(options: StormOptions): Promise<PlayedStorm> {
  const { clock, signal } = options;
  const loadMs = clock();
  const faults = new Map<string, number>();
  const onFault = (words: string): void => void faults.set(words, (faults.get(words) ?? 0) + 1);
  const signedAtMs = signingTimes(options.deliveries);
  let look = (): void => undefined;
  const lines = openBatch(options.write);
  const desk = openDesk({ ...options, write: lines.add }, loadMs, () => look());
  lines.add({ mark: 'load-started', atMs: loadMs, detail: { journey: 'storm' } });
  const onReady = openVolley();
  const cannons = options.baseUrls.map((baseUrl, index) => {
    const lanes: (() => Shot | undefined)[] = [];
    const take = (connection: number): Shot | undefined => {
      const name = `storm-${index + 1}-${connection + 1}`;
      lanes[connection] ??= openLane({ ...options, name, baseUrl, desk, signedAtMs, onFault });
      return lanes[connection]();
    };
    return openCannon({ ...options, baseUrl, take, onReady });
  });
  const endMs = loadMs + options.lastsMsMax;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    look = () => {
      clearTimeout(timer);
      if (signal.aborted || clock() >= endMs) desk.close();
      wakeInTurn(cannons, () => (desk.nextMs() ?? Number.POSITIVE_INFINITY) <= clock());
      const nextMs = desk.nextMs();
      if (signal.aborted || (nextMs === undefined && desk.underWay() === 0)) resolve();
      else if (nextMs !== undefined) timer = setTimeout(look, Math.max(busyMs, Math.min(nextMs, endMs) - clock()));
    };
    signal.addEventListener('abort', look, { once: true });
    look();
  });
  clearTimeout(timer);
  signal.removeEventListener('abort', look);
  desk.close();
  await Promise.all(cannons.map((cannon) => cannon.stop()));
  lines.end();
  return { ...desk.tally(), unsent: desk.left(), faults };
}

/** While all connections are busy nobody needs to be woken. */
const busyMs = 5;

/** What is due at one moment goes to all base URLs, at once. */
function wakeInTurn(cannons: readonly Cannon[], isDue: () => boolean): void {
  const woken: Turn[] = [];
  let hasWoken = true;
  while (hasWoken) {
    hasWoken = false;
    for (const cannon of cannons) {
      const turn = isDue() ? cannon.wake() : undefined;
      if (turn === undefined) continue;
      hasWoken = true;
      if (turn.aim()) woken.push(turn);
    }
  }
  for (const turn of woken) turn.fire();
}

/** An identical redelivery has the timestamp, and so the signature, of the event's first delivery. */
function signingTimes(deliveries: readonly Delivery[]): (delivery: Delivery) => number {
  const firstMs = new Map<string, number>();
  for (const { cause, event } of deliveries) if (cause === 'identical') firstMs.set(event.id, 0);
  return ({ cause, event }) => {
    const nowMs = Date.now();
    const first = firstMs.size === 0 ? undefined : firstMs.get(event.id);
    if (first === undefined) return nowMs;
    if (cause === 'identical' && first > 0) return first;
    if (cause === 'first' && first === 0) firstMs.set(event.id, nowMs);
    return nowMs;
  };
}
