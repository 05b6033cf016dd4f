import type { LoadInput } from '../../core/load-input.ts';
import type { Operation } from '../../core/operation.ts';
import type { Reach } from '../../core/reach.ts';
import type { Round } from '../../core/round.ts';
import { openAttempt, traceparent } from '../../targets/attempt.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import type { HttpCall, Target } from '../../targets/target.ts';
import { isRaced } from '../is-raced.ts';
import type { Performed, RaceClient } from '../play-part.ts';
import type { Visit } from '../visit.ts';
import type { Barrier } from './open-barrier.ts';
import { type Connection, type Exchanged, openConnection } from './open-connection.ts';
import type { Origin } from './origin.ts';
import { requestBytes } from './request-bytes.ts';

export interface ContenderOptions {
  readonly input: Pick<LoadInput, 'plan' | 'zones'>;
  readonly origins: readonly Origin[];
  readonly secrets: Readonly<Record<string, string>>;
  readonly target: Target;
  readonly visit: Visit;
  readonly clock: () => number;
  readonly write: (operation: Operation) => void;
  readonly waitUntil: (atMs: number) => Promise<void>;
  readonly round: Round;
  /** Its place in `round.contenders`. */
  readonly index: number;
  /** All contenders of the round share it. */
  readonly barrier: Barrier;
  readonly signal: AbortSignal;
  /** Takes why a reply did not come. */
  readonly onFault: (words: string) => void;
  readonly reach?: Reach | undefined;
}

export interface SocketContender extends RaceClient {
  close(): void;
}

/** So long before the meeting all bytes but the last are sent, so that platforms have read them when it comes. */
const leadMs = 150;
const leadMsEach = 5;

/**
 * One contender on sockets of its own: a session, an address and a connection to each base URL that it meets. The raced
 * request is sent ahead without its last byte; at the meeting only that is missing, for everybody.
 */
export function openContender(options: ContenderOptions): SocketContender {
  const { input, origins, target, visit, clock, round, index, signal } = options;
  const isSame = round.factors.process === 'same';
  const isSticky = target.offers.stickySessions || isSame;
  const connections = new Map<Origin, Connection>();
  const session = { user: visit.process(), notes: new Map<string, string>(), clocks: openClocks(input.zones ?? []) };
  let turn = isSame ? round.number : round.number + index;

  const connectionTo = (origin: Origin): Connection => {
    const known = connections.get(origin);
    const connection = known ?? openConnection(origin, { ...options, ...addressOf(origin, options) });
    connections.set(origin, connection);
    return connection;
  };

  const send = async (call: HttpCall, trace: string, meetMs?: number): Promise<Sent> => {
    const origin = origins[turn % origins.length] as Origin;
    if (!isSticky) turn += 1;
    const beganMs = clock();
    const timeoutMs = call.timeoutMs ?? input.plan.requestTimeoutMs;
    let wasInTime = false;
    const hold = (dueMs: number) => (go: () => void) => {
      wasInTime = clock() <= dueMs;
      options.barrier.join(dueMs, go);
    };
    try {
      const bytes = requestBytes(call, origin, { traceparent: trace, secrets: options.secrets });
      if (meetMs !== undefined) await options.waitUntil(meetMs - leadMs - leadMsEach * round.contenders.length);
      signal.throwIfAborted();
      const held = meetMs === undefined ? undefined : hold(meetMs);
      const exchanged = await connectionTo(origin).exchange(bytes, timeoutMs, held);
      return { ...exchanged, wasInTime };
    } catch (error) {
      // Never sent: the adapter's words are no request, or the load was stopped meanwhile.
      const reply = { status: 0, headers: {}, body: error instanceof Error ? error.message : String(error) };
      return { reply, startMs: beganMs, endMs: clock(), wasWhole: false, wasInTime };
    }
  };

  return {
    clock,
    waitUntil: options.waitUntil,
    write: options.write,
    close() {
      for (const connection of connections.values()) connection.close('the harness stopped');
    },
    async perform(intent, meetMs) {
      signal.throwIfAborted();
      let step: string | undefined;
      const onStep = (name: string): void => {
        step = name;
      };
      const context = { id: visit.nextId(), process: visit.process(), onStep };
      const attempt = openAttempt(target, intent, session, context);
      let raced: Sent | undefined;
      let made = 0;
      for (let call = attempt.next(); call !== undefined; made += 1) {
        const meets = meetMs !== undefined && raced === undefined && isRaced(intent, step);
        if (call.afterMs !== undefined) await options.waitUntil(clock() + call.afterMs);
        const sent = await send(call, traceparent(context.id, made), meets ? meetMs : undefined);
        if (meets) raced = sent;
        const { reply, startMs, endMs } = sent;
        if (reply.status === 0 && !signal.aborted) options.onFault(`${call.method} ${call.route}: ${reply.body}`);
        attempt.made({ route: `${call.method} ${call.route}`, startMs, endMs, status: reply.status });
        call = attempt.next(reply);
      }
      options.write(attempt.operation());
      const completion = attempt.completion();
      if (completion.type === 'info') visit.renew();
      return { completion, id: context.id, ...racedOf(raced) };
    },
  };
}

type Sent = Exchanged & { readonly wasInTime: boolean };

function racedOf(raced: Sent | undefined): Pick<Performed, 'racedMs' | 'wasInTime'> {
  if (raced === undefined || !raced.wasWhole) return {};
  return { racedMs: [raced.startMs, raced.endMs], wasInTime: raced.wasInTime };
}

/** Users come from many addresses of the loopback range, as real ones do; only Linux has all of them from the start. */
function addressOf(origin: Origin, { round, index }: ContenderOptions): { readonly localAddress?: string } {
  if (process.platform !== 'linux' || !/^127(\.\d+){3}$/.test(origin.host)) return {};
  const user = (round.number * 31 + index) % addresses;
  return { localAddress: `127.1.${Math.floor(user / 250)}.${(user % 250) + 1}` };
}

const addresses = 1_000;
