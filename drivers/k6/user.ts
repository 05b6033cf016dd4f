import { sleep } from 'k6';
import type { LoadInput } from '../../core/load-input.ts';
import type { Operation } from '../../core/operation.ts';
import { openAttempt, traceparent } from '../../targets/attempt.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import type { Target } from '../../targets/target.ts';
import type { Visit } from '../visit.ts';
import type { Sender } from './request.ts';

export interface UserOptions {
  readonly input: LoadInput;
  readonly target: Target;
  readonly visit: Visit;
  readonly sender: Sender;
  readonly clock: () => number;
  readonly write: (operation: Operation) => void;
  /** When the arrival model wanted this user, and when the load ends; on the source's clock. */
  readonly arrivedMs: number;
  readonly endMs: number;
}

/** One simulated user in k6: performs intents, pauses like a human, and knows what its time went on. */
export interface User {
  perform(intent: Intent): Completion;
  /** False when the load's end came first. */
  pause(pauseMs: number): boolean;
  /** The load's end has come: nothing further is begun, so that k6 has nothing to cut. */
  isOver(): boolean;
  /** The user's own share and the platform's share of the visit so far, and the number of intents. */
  account(): { readonly pausedMs: number; readonly waitedMs: number; readonly attempts: number };
}

export function openUser(options: UserOptions): User {
  const { input, target, visit, sender, clock } = options;
  const session = { user: visit.process(), notes: new Map<string, string>(), clocks: openClocks(input.zones ?? []) };
  let pausedMs = 0;
  let waitedMs = 0;
  let attempts = 0;
  // When the next request is due: known after an arrival or a pause; behind a reply it is due at once.
  let dueMs: number | undefined = options.arrivedMs;

  return {
    perform(intent) {
      const intended = dueMs === undefined ? {} : { intendedMs: dueMs };
      const context = { id: visit.nextId(), process: visit.process(), ...intended };
      dueMs = undefined;
      attempts += 1;
      const attempt = openAttempt(target, intent, session, context);
      let made = 0;
      for (let call = attempt.next(); call !== undefined; made += 1) {
        const trace = traceparent(context.id, made);
        // Whoever has to ask again waits for the platform, and not for himself.
        if (call.afterMs !== undefined) sleep(call.afterMs / 1000);
        waitedMs += call.afterMs ?? 0;
        const { startMs, endMs, reply } = sender.send(call, trace, input.plan.requestTimeoutMs);
        waitedMs += endMs - startMs;
        attempt.made({ route: `${call.method} ${call.route}`, startMs, endMs, status: reply.status });
        call = attempt.next(reply);
      }
      options.write(attempt.operation());
      const completion = attempt.completion();
      if (completion.type === 'info') visit.renew();
      return completion;
    },
    pause(pauseMs) {
      const nowMs = clock();
      dueMs = (dueMs ?? nowMs) + pauseMs * (input.plan.pauseFactor ?? 1);
      const untilMs = Math.min(dueMs, options.endMs);
      if (untilMs > nowMs) sleep((untilMs - nowMs) / 1000);
      pausedMs += Math.max(0, untilMs - nowMs);
      return dueMs < options.endMs;
    },
    isOver: () => clock() >= options.endMs,
    account: () => ({ pausedMs: Math.round(pausedMs), waitedMs: Math.round(waitedMs), attempts }),
  };
}
