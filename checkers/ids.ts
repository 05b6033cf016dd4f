/** Ids by their row. */
export interface Ids {
  push(id: string): void;
  at(row: number): string;
}

const hexPattern = /^[0-9a-f]{32}$/;

/**
 * Our own ids, 32 hexadecimal digits each, are kept as four numbers: a million texts that nearly nobody asks for would
 * be walked by the garbage collector again and again. Others are kept as they are.
 */
export function openIds(): Ids {
  let words = new Int32Array(4096);
  const others = new Map<number, string>();
  let count = 0;
  return {
    push(id) {
      const row = count++;
      if (!hexPattern.test(id)) {
        others.set(row, id);
        return;
      }
      if (4 * row >= words.length) {
        const larger = new Int32Array(8 * row);
        larger.set(words);
        words = larger;
      }
      for (let word = 0; word < 4; word += 1) words[4 * row + word] = wordAt(id, 8 * word);
    },
    at(row) {
      const other = others.get(row);
      if (other !== undefined) return other;
      return Array.from(words.subarray(4 * row, 4 * row + 4), (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
    },
  };
}

/** Eight hexadecimal digits. */
function wordAt(id: string, from: number): number {
  let word = 0;
  for (let at = from; at < from + 8; at += 1) {
    const code = id.charCodeAt(at);
    word = (word << 4) | (code < 58 ? code - 48 : code - 87);
  }
  return word;
}
