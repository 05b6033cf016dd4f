import { type Act, refusal } from './service.ts';

/** One request that came with an `Idempotency-Key`. */
export interface Attempt {
  readonly key: string;
  /** Equal for equal requests: method, path and body. */
  readonly fingerprint: string;
  /** The request's own id in the journal. */
  readonly request: string;
}

export interface Answer extends Act {
  /** The request that had the effect, where this one only gets its answer again. */
  readonly repeats?: string;
}

/** Remembers the answer to each key, for as long as the provider lives. */
export interface Answers {
  /** The remembered answer, a refusal where the key came with another request before, or what `act` does now. */
  give(attempt: Attempt, act: () => Act): Answer;
  /** Remembers what an earlier process answered. */
  keep(attempt: Attempt, act: Act): void;
}

/** Looking and doing are one step of one process, so 50 equal requests at once have one effect. */
export function openAnswers(): Answers {
  const kept = new Map<string, { readonly attempt: Attempt; readonly act: Act }>();
  const keep = (attempt: Attempt, act: Act): void => void kept.set(attempt.key, { attempt, act });
  return {
    keep,
    give(attempt, act) {
      const known = kept.get(attempt.key);
      if (known === undefined) {
        const made = act();
        // A refusal leaves no key, so that the same attempt may succeed later.
        if (made.effect !== undefined) keep(attempt, made);
        return made;
      }
      const { status, body, about } = known.act;
      if (known.attempt.fingerprint !== attempt.fingerprint) {
        return refusal(422, 'conflict', 'this idempotency key was used with another request');
      }
      return { status, body, ...(about === undefined ? {} : { about }), repeats: known.attempt.request };
    },
  };
}
