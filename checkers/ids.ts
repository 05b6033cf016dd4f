/** Ids by their row. */
export interface Ids {
  push(id: string): void;
  at(row: number): string;
}

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
      if (4 * row >= words.length) {
        const larger = new Int32Array(8 * row);
        larger.set(words);
        words = larger;
      }
      if (id.length !== 32 || !writeHex(id, words, 4 * row)) others.set(row, id);
    },
    at(row) {
      const other = others.get(row);
      if (other !== undefined) return other;
      let id = '';
      for (let at = 4 * row; at < 4 * row + 4; at += 1)
        id += ((words[at] as number) >>> 0).toString(16).padStart(8, '0');
      return id;
    },
  };
}

/** False where it has other digits than 0-9 and a-f. */
function writeHex(id: string, words: Int32Array, at: number): boolean {
  for (let from = 0; from < 32; from += 8) {
    let word = 0;
    for (let place = from; place < from + 8; place += 1) {
      const code = id.charCodeAt(place);
      const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
      if (digit === -1) return false;
      word = (word << 4) | digit;
    }
    words[at + (from >> 3)] = word;
  }
  return true;
}
