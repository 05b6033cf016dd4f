import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../../core/operation.ts';
import { hash } from '../../core/random.ts';
import type { Reach } from '../../core/reach.ts';
import type { Zone } from '../../core/world.ts';
import { openAttempt, traceparent } from '../../targets/attempt.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import type { HttpReply, Session, Target } from '../../targets/target.ts';
import { sendCall } from './send-call.ts';

export interface ClientOptions {
  readonly target: Target;
  readonly baseUrls: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  /** ms on the source's clock, monotonic. */
  readonly clock: () => number;
  /** `process` of its operations; also seeds its ids. */
  readonly name: string;
  /** 8 hex digits, of this run alone. */
  readonly runId: string;
  readonly timeoutMs: number;
  /** The clocks that the target's catalogue asks for. */
  readonly zones?: readonly Zone[];
  readonly signal?: AbortSignal;
  /** How the base URLs are reached, where that is settled. */
  readonly reach?: Reach | undefined;
}

/** A user in Node, for what needs no thousand of them: the prober, reading the state, trying an adapter out. */
export interface Client {
  perform(
    intent: Intent,
    options?: { readonly intendedMs?: number },
  ): Promise<{
    readonly completion: Completion;
    readonly operation: Operation;
    readonly lastReply: HttpReply | undefined;
  }>;
}

export function openClient(options: ClientOptions): Client {
  const session: Session = { user: options.name, notes: new Map(), clocks: openClocks(options.zones ?? []) };
  let operations = 0;
  let turn = 0;
  const prefix = options.runId + hex16(options.name);
  return {
    async perform(intent, { intendedMs } = {}) {
      const id = prefix + (operations++).toString(16).padStart(8, '0');
      const context = { id, process: options.name, ...(intendedMs === undefined ? {} : { intendedMs }) };
      const attempt = openAttempt(options.target, intent, session, context);
      let lastReply: HttpReply | undefined;
      let made = 0;
      for (let call = attempt.next(); call !== undefined; made += 1) {
        const baseUrl = options.baseUrls[turn % options.baseUrls.length] ?? '';
        if (!options.target.offers.stickySessions) turn += 1;
        const { signal } = options;
        if (call.afterMs !== undefined)
          await sleep(call.afterMs, undefined, signal && { signal }).catch(() => undefined);
        const startMs = options.clock();
        lastReply = await sendCall(call, baseUrl, { ...options, headers: { traceparent: traceparent(id, made) } });
        const endMs = options.clock();
        attempt.made({ route: `${call.method} ${call.route}`, startMs, endMs, status: lastReply.status });
        call = attempt.next(lastReply);
      }
      return { completion: attempt.completion(), operation: attempt.operation(), lastReply };
    },
  };
}

function hex16(name: string): string {
  return hash(name).toString(16).padStart(8, '0') + hash(`${name}'`).toString(16).padStart(8, '0');
}
