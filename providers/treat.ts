import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './answers.ts';
import type { Treatment } from './draw-treatment.ts';
import { garbage } from './garbage.ts';
import type { Visit } from './visit.ts';

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What becomes of one request: a reply or the connection's end, and what was done meanwhile. */
export interface Outcome {
  /** undefined: the connection is cut. */
  readonly reply?: Reply;
  /** What was done, whatever the caller learns of it. */
  readonly answer?: Answer;
  /** Cut at once, so that the caller sees a reset and no orderly end. */
  readonly isReset?: boolean;
}

/**
 * One behaviour, one branch. What is done is done in one step, right before the outcome is written down.
 * @param stopping ends the waiting; what was not done then is not done at all
 */
export async function treat(visit: Visit, deal: () => Answer, stopping: AbortSignal): Promise<Outcome> {
  const { treatment } = visit;
  switch (treatment.behaviour) {
    case 'slow':
      await delay(treatment.delayMs, undefined, { signal: stopping }).catch(() => undefined);
      return stopping.aborted ? {} : answered(deal());
    case 'silent':
      await visit.over;
      return {};
    case 'failing':
      return { reply: reply(500, { error: 'internal', detail: 'something broke on our side' }) };
    case 'rate-limiting':
      return { reply: tooMany(treatment) };
    case 'act-and-drop':
      return { answer: deal() };
    case 'drop':
      return {};
    case 'reset':
      return { isReset: true };
    case 'garbage': {
      const body = garbage(treatment.garbage);
      return { reply: { status: 200, body }, ...(treatment.isDone ? { answer: deal() } : {}) };
    }
    default:
      return visit.ended()?.ending === 'stopped' ? {} : answered(deal());
  }
}

function answered(answer: Answer): Outcome {
  return { answer, reply: reply(answer.status, answer.body) };
}

function tooMany({ retryAfter, retryAfterSeconds: seconds }: Treatment): Reply {
  // Dates have whole seconds: rounded up, so that nobody is asked back too early.
  const at = new Date(Math.ceil(Date.now() / 1_000 + seconds) * 1_000);
  const headers = { 'retry-after': retryAfter === 'seconds' ? String(seconds) : at.toUTCString() };
  return reply(429, { error: 'throttled', detail: 'come back later' }, headers);
}

function reply(status: number, body: object, headers: Reply['headers'] = {}): Reply {
  return { status, body: JSON.stringify(body), headers };
}
