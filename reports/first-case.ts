import type { Finding } from '../core/finding.ts';
import { isTraceId } from '../core/is-trace-id.ts';

/** The first case of a conviction as one would tell it: what happened, and the ids by which to find it in any log. */
export interface FirstCase {
  readonly sentence: string;
  readonly ids: readonly string[];
}

const idsMax = 6;

/** Undefined where nothing was convicted, or where the law has no sentence for it. */
export function firstCase({ validity, witness }: Finding): FirstCase | undefined {
  if (validity !== 'invalid' || witness === undefined) return undefined;
  const scene = witness.scenes?.[0];
  const sentence = scene?.sentence ?? witness.lines[0];
  if (sentence === undefined) return undefined;
  const told = witness.ids.filter((id) => isNamed(id, sentence));
  const wrong = scene?.bars.filter(({ isContradiction }) => isContradiction).map(({ id }) => id) ?? [];
  const ids = [...new Set([...told, ...wrong])];
  return { sentence, ids: (ids.length > 0 ? ids : witness.ids).slice(0, idsMax) };
}

/** An id, and where it is to be looked up, if not in any log. */
export function sought(id: string): string {
  return isTraceId(id) ? `trace ${id}` : id;
}

/** As a whole word: `k-1` is not named by `bk-1` or `k-12`. */
function isNamed(id: string, sentence: string): boolean {
  if (id === '') return false;
  for (let at = sentence.indexOf(id); at >= 0; at = sentence.indexOf(id, at + 1)) {
    const around = [sentence[at - 1], sentence[at + id.length]];
    if (!around.some((letter) => letter !== undefined && /[\p{L}\p{N}_-]/u.test(letter))) return true;
  }
  return false;
}
