import type { CounterSample, ReadinessSample, SelfReports } from '../../core/resource-sample.ts';
import type { HttpReply, Target } from '../../targets/target.ts';
import { probeCall } from '../probe-call.ts';
import { type SendOptions, sendCall } from './send-call.ts';

export interface AskOptions extends Omit<SendOptions, 'timeoutMs'> {
  readonly target: Target;
  /** One for each process. */
  readonly baseUrls: readonly string[];
  /** One of them may lead to several processes in turn. */
  readonly isBalanced?: boolean | undefined;
  readonly intervalMs: number;
  readonly clock: () => number;
  readonly take: (sample: SelfReports | ReadinessSample | CounterSample) => void;
}

export interface Asking {
  /** Asks once more, and resolves when all answers are taken. */
  stop(): Promise<void>;
}

/** Who takes longer to say whether it is ready has not said so: that is what whoever leads users to it does. */
const timeoutMs = 3_000;

/**
 * Asks each process at steady intervals what it says of itself, and at the same moment for what a user asks for. Each
 * question is due by the clock, not after the last reply.
 */
export function askProcesses(options: AskOptions): Asking {
  const { target, baseUrls, intervalMs, clock, take } = options;
  const { readiness, bookings } = target.reports ?? {};
  const probe = probeCall(target);
  take({
    ...{ kind: 'self-reports', atMs: clock() },
    ...{ readiness: readiness !== undefined && probe !== undefined, countedVerbs: bookings?.verbs ?? null },
    ...(options.isBalanced === true ? { isBalanced: true } : {}),
  });

  async function askReadiness(baseUrl: string, process: number): Promise<void> {
    if (readiness === undefined || probe === undefined) return;
    const atMs = clock();
    const sent = { ...options, timeoutMs };
    const [ready, served] = await Promise.all([sendCall(readiness, baseUrl, sent), sendCall(probe, baseUrl, sent)]);
    take({ kind: 'readiness', atMs, endMs: clock(), process, isReady: isGood(ready), isServing: isGood(served) });
  }

  async function askCounter(baseUrl: string, process: number): Promise<void> {
    if (bookings === undefined) return;
    const atMs = clock();
    const { status, body } = await sendCall(bookings.call, baseUrl, { ...options, timeoutMs });
    const value = status === 200 ? (bookings.read(body) ?? null) : null;
    take({ kind: 'counter', atMs, endMs: clock(), process, value });
  }

  const underWay = new Set<Promise<unknown>>();
  function askAll(): void {
    const asked = baseUrls.flatMap((baseUrl, index) => [
      askReadiness(baseUrl, index + 1),
      askCounter(baseUrl, index + 1),
    ]);
    const all = Promise.all(asked).finally(() => underWay.delete(all));
    underWay.add(all);
  }

  const startMs = clock();
  let rounds = 0;
  let timer: NodeJS.Timeout;
  function next(): void {
    askAll();
    rounds += 1;
    timer = setTimeout(next, Math.max(0, startMs + rounds * intervalMs - clock()));
  }

  next();
  return {
    async stop() {
      clearTimeout(timer);
      askAll();
      await Promise.all(underWay);
    },
  };
}

function isGood({ status }: HttpReply): boolean {
  return status > 0 && status < 400;
}
