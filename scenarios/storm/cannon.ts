import autocannon from 'autocannon';
import type { Reach } from '../../core/reach.ts';
import { connectClient } from './connect-client.ts';
import type { Shot } from './shot.ts';
import { type Client, type LaneOfClient, type TakenOver, takeOver } from './take-over.ts';
import type { Turn } from './volley.ts';

export interface CannonOptions {
  readonly baseUrl: string;
  readonly connections: number;
  readonly reach?: Reach | undefined;
  readonly timeoutMs: number;
  /** The next request of one connection; undefined: nothing is due, and it waits until it is woken. */
  readonly take: (connection: number) => Shot | undefined;
  /** Shared by all: lets a request be made and sent soon. */
  readonly onReady: (turn: Turn) => void;
}

/** Connections to one base URL, each of which sends its next request when it has its last one's reply. */
export interface Cannon {
  /** One connection that waits: its turn comes now; undefined: none waits. */
  wake(): Turn | undefined;
  /** What is under way is told that no reply came. */
  stop(): Promise<void>;
}

/** Stops are noticed at its samples only. */
const sampleMs = 100;
/** Longer than any storm: it ends when it is stopped. */
const longSeconds = 24 * 60 * 60;

export function openCannon(options: CannonOptions): Cannon {
  const waiting: (() => Turn)[] = [];
  const taken: TakenOver[] = [];
  const { baseUrl, reach, timeoutMs, take, onReady } = options;
  const laneOf = (connection: number): LaneOfClient => ({
    timeoutMs,
    connect: (client) => connectClient(client, baseUrl, { reach }),
    take: () => take(connection),
    onWaiting: (wake) => void waiting.push(wake),
    onReady,
  });
  const running = autocannon({
    ...{ url: options.baseUrl, connections: options.connections, duration: longSeconds },
    ...{ timeout: longSeconds, sampleInt: sampleMs },
    setupClient(client) {
      taken.push(takeOver(client as unknown as Client, laneOf(taken.length)));
    },
  }) as unknown as autocannon.Instance & PromiseLike<unknown>;
  // Its own timer for each request warns of itself now and then; and once for all is enough.
  const looking = setInterval(
    () => {
      for (const { cutLate } of taken) cutLate();
    },
    Math.min(sampleMs, options.timeoutMs / 4),
  );
  return {
    wake: () => waiting.shift()?.(),
    async stop() {
      clearInterval(looking);
      for (const { stop } of taken) stop();
      running.stop();
      await running;
    },
  };
}
