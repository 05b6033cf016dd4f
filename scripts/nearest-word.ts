/**
 * The word that was probably meant, or undefined when none is near: at most a third of the letters differ.
 * Distance: optimal string alignment (edits and swaps of neighbours), after Damerau 1964.
 */
export function nearestWord(word: string, words: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of words) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const cost = from[row - 1] === to[column - 1] ? 0 : 1;
      const substituted = (last[column - 1] ?? 0) + cost;
      const best = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substituted);
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = isSwap ? Math.min(best, (beforeLast[column - 2] ?? 0) + 1) : best;
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
