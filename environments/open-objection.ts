import type { ConsentRead } from './read-consent.ts';

/** So long nobody needs to answer: a platform under load may be slow to say that it has had enough. */
const silenceMaxMs = 10_000;

/**
 * Why the owner of the target wants the load to end; undefined while it may go on. To be asked again and again: a
 * consent that is taken away ends the load, and so does one that nobody can read for ten seconds.
 * @param clock ms, monotonic
 * @param close called once it has to end: nothing may be sent any more
 */
export function openObjection(
  askOwners: () => Promise<readonly ConsentRead[]>,
  clock: () => number,
  close: () => void,
): () => Promise<string | undefined> {
  let heardMs = clock();
  const ended = (why: string): string => {
    close();
    return why;
  };
  return async () => {
    const answers = await askOwners();
    const refused = answers.find((answer) => 'refusal' in answer);
    if (refused !== undefined) return ended(`the owner's consent is gone: ${refused.refusal}`);
    const silent = answers.find((answer) => 'silent' in answer);
    if (silent === undefined) heardMs = clock();
    else if (clock() - heardMs > silenceMaxMs) {
      const silence = `for ${silenceMaxMs / 1000} seconds nobody could read whether the owner still agrees`;
      return ended(`${silence}: ${silent.silent}`);
    }
    return undefined;
  };
}
