import type { Slot, StoredBooking } from '../core/booking.ts';
import type { Client } from '../drivers/node/client.ts';
import { answerFault } from '../targets/answer-fault.ts';
import type { Answer, Completion, Intent, Verb } from '../targets/intent.ts';
import type { Offering, Target } from '../targets/target.ts';

/** One operation that was tried, and what the adapter understood. */
export interface Trial {
  /** The verb, and what is special about the try: `book (taken)`. */
  readonly name: string;
  readonly state: 'ok' | 'refused' | 'not-understood' | 'not-tried';
  /** In words: what was answered, the reason, or why it was not tried. */
  readonly found: string;
  /** The last reply, where it is not `ok`: status and the beginning of its body. Hostile. */
  readonly reply?: string;
}

export interface TryTargetOptions {
  readonly target: Target;
  /** A fresh user each: a session and a name of its own. */
  readonly user: (name: string) => Client;
  readonly offerings: readonly Offering[];
  readonly customers?: Readonly<Record<string, readonly string[]>> | undefined;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Begins our tags. */
  readonly runId: string;
  /** Reads what is stored by a command of the user's own. */
  readonly readStored?: (take: (booking: StoredBooking) => void) => Promise<{ readonly problem?: string }>;
}

/** What one try came to, beside its trial. */
export interface Tried {
  readonly completion: Completion;
  readonly answer: Answer | undefined;
}

export interface Trying {
  readonly options: TryTargetOptions;
  readonly trials: Trial[];
  /** Ids that were answered, and to what. */
  readonly ids: Map<string, string>;
  attempt(client: Client, name: string, intent: Intent, expected: Expected): Promise<Tried>;
  skip(verb: Verb, why: string): void;
  has(verb: Verb): boolean;
}

export interface Expected {
  /** Says what is in an answer; a fault, where it cannot be right. */
  readonly ok?: (answer: Answer) => string | { readonly fault: string };
  /** A refusal for one of these reasons is what is wanted; being told `ok` is not. */
  readonly refusal?: readonly string[];
}

export function openTrying(options: TryTargetOptions): Trying {
  const { target } = options;
  const trials: Trial[] = [];
  return {
    ...{ options, trials, ids: new Map() },
    has: (verb) => target.offers.verbs.includes(verb),
    skip: (name, found) => void trials.push({ name, state: 'not-tried', found }),
    async attempt(client, name, intent, { ok, refusal }) {
      const { completion, lastReply } = await client.perform(intent);
      const reply = `${lastReply?.status ?? 0} ${(lastReply?.body ?? '').slice(0, replyCharacters)}`;
      const trial = (state: Trial['state'], found: string): void =>
        void trials.push({ name, state, found, ...(state === 'ok' ? {} : { reply }) });
      if (completion.type === 'info')
        trial('not-understood', completion.sample ?? 'the adapter does not know this reply');
      else if (completion.type === 'fail') {
        const isWanted = refusal?.includes(completion.reason) === true;
        trial(
          isWanted ? 'ok' : 'refused',
          isWanted ? `refused as it should be: ${completion.reason}` : completion.reason,
        );
      } else {
        const said = ok?.(completion.answer) ?? 'answered';
        const fault = answerFault(intent, completion.answer, target.offers, Number.POSITIVE_INFINITY);
        const words = fault === undefined ? said : { fault: `answered ${fault}` };
        if (refusal !== undefined)
          trial('not-understood', `${wordsOf(words)}, where a refusal is due (${refusal.join(', ')})`);
        else trial(typeof words === 'string' ? 'ok' : 'not-understood', wordsOf(words));
      }
      return { completion, answer: completion.type === 'ok' ? completion.answer : undefined };
    },
  };
}

const replyCharacters = 300;

export function wordsOf(said: string | { readonly fault: string }): string {
  return typeof said === 'string' ? said : said.fault;
}

export function placeInWords({ resource, start, end }: Slot): string {
  return `${resource} ${start}/${end}`;
}
