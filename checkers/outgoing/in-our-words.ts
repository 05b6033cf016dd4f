import type { ProviderLine } from '../../core/provider.ts';
import type { Circumstances } from '../checker.ts';

/** What laws know messages by; a platform may call them as it likes, where its adapter says how. */
export const kindsOfMessages: readonly string[] = ['confirmation', 'move', 'cancellation'];

export interface InOurWords {
  /** As they were handed in, with the kinds of messages as a list of our words. */
  readonly circumstances: Circumstances;
  /** Each message's kind in our word, where the platform has one of its own for it. */
  translate(line: ProviderLine): ProviderLine;
}

/** Every law reads the kinds of messages in the same words: `{ "confirmation": "buchung_bestaetigt" }` turned round. */
export function inOurWords(circumstances: Circumstances): InOurWords {
  const messages = circumstances.offers?.messages;
  if (typeof messages !== 'object' || Array.isArray(messages)) return { circumstances, translate: (line) => line };
  const ours = new Map(Object.entries(messages).map(([our, theirs]) => [theirs, our]));
  return {
    circumstances: { ...circumstances, offers: { ...circumstances.offers, messages: Object.keys(messages) } },
    translate(line) {
      if (!('about' in line) || line.about?.kind === undefined) return line;
      const kind = ours.get(line.about.kind);
      return kind === undefined ? line : { ...line, about: { ...line.about, kind } };
    },
  };
}
