import type { LoadInput } from '../../core/load-input.ts';
import type { Operation } from '../../core/operation.ts';
import type { Round } from '../../core/round.ts';
import { openAttempt, traceparent } from '../../targets/attempt.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import type { Target } from '../../targets/target.ts';
import { isRaced } from '../is-raced.ts';
import type { Performed, RaceClient } from '../play-part.ts';
import { probeCall } from '../probe-call.ts';
import type { Visit } from '../visit.ts';
import { mark } from './history.ts';
import { openSender, type Sent } from './request.ts';

export interface ContenderOptions {
  readonly input: LoadInput;
  readonly secretOf: (name: string) => string | undefined;
  readonly target: Target;
  readonly visit: Visit;
  readonly clock: () => number;
  readonly write: (operation: Operation) => void;
  readonly waitUntil: (atMs: number) => Promise<void>;
  readonly round: Round;
  readonly index: number;
}

/** So long before the meeting a connection is used once more, so that none has to be made in the race. */
const warmUpMs = 150;
const warmUpMsEach = 5;

/** One contender in k6: a session of its own, and requests that wait for nobody but the barrier. */
export function openContender(options: ContenderOptions): RaceClient {
  const { input, target, visit, clock, round } = options;
  const isSame = round.factors.process === 'same';
  const sender = openSender(input.baseUrls, options.secretOf, {
    isSticky: target.offers.stickySessions || isSame,
    clock,
  });
  sender.begin(isSame ? round.number : round.number + options.index);
  const session = { user: visit.process(), notes: new Map<string, string>(), clocks: openClocks(input.zones ?? []) };

  const standAtBarrier = async (meetMs: number): Promise<boolean> => {
    const warmMs = meetMs - warmUpMs - warmUpMsEach * round.contenders.length;
    if (clock() < warmMs) {
      await options.waitUntil(warmMs);
      await sender.warmUp(probeCall(target), input.plan.requestTimeoutMs);
    }
    const wasInTime = clock() <= meetMs;
    await options.waitUntil(meetMs);
    return wasInTime;
  };

  return {
    clock,
    waitUntil: options.waitUntil,
    write: options.write,
    async perform(intent, meetMs) {
      let step: string | undefined;
      const onStep = (name: string): void => {
        step = name;
      };
      const context = { id: visit.nextId(), process: visit.process(), onStep };
      const attempt = openAttempt(target, intent, session, context);
      let raced: { wasInTime: boolean; sent?: Sent } | undefined;
      let made = 0;
      for (let call = attempt.next(); call !== undefined; made += 1) {
        const meets = meetMs !== undefined && raced === undefined && isRaced(intent, step);
        if (meets) raced = { wasInTime: await standAtBarrier(meetMs) };
        if (call.afterMs !== undefined) await options.waitUntil(clock() + call.afterMs);
        const startMs = clock();
        const sent = await sender.sendAsync(call, traceparent(context.id, made), input.plan.requestTimeoutMs);
        const endMs = clock();
        if (meets) raced = { ...(raced as { wasInTime: boolean }), sent };
        if (sent.isResendSuspected) {
          mark({ mark: 'resend-suspected', atMs: endMs, detail: { count: 1, operation: context.id } });
        }
        attempt.made({ route: `${call.method} ${call.route}`, startMs, endMs, status: sent.reply.status });
        call = attempt.next(sent.reply);
      }
      options.write(attempt.operation());
      const completion = attempt.completion();
      if (completion.type === 'info') visit.renew();
      return { completion, id: context.id, ...racedOf(raced) };
    },
  };
}

function racedOf(raced: { wasInTime: boolean; sent?: Sent } | undefined): Pick<Performed, 'racedMs' | 'wasInTime'> {
  if (raced?.sent === undefined) return {};
  return { racedMs: [raced.sent.sentMs, raced.sent.repliedMs], wasInTime: raced.wasInTime };
}
