/** Texts as small numbers: a million operations name few resources and few times of day. */
export interface Interner {
  numberOf(text: string): number;
  textOf(number: number): string;
}

/** More texts side by side than chance brings about: somebody chose them to have one hash. */
const crowdFrom = 64;

/**
 * An open-addressed table of (number + 1, hash), half full at most. A `Map` of a million texts takes twice as long and
 * twice the memory, most of it for the garbage collector; it only has what finds no cell near its own, so that names
 * that a platform made to collide cost no more than others.
 */
export function openInterner(): Interner {
  const texts: string[] = [];
  let crowd = new Map<string, number>();
  let mask = 1023;
  let cells = new Int32Array(2 * (mask + 1));

  const place = (number: number, hash: number): void => {
    let at = hash & mask;
    for (let looked = 0; cells[2 * at] !== 0; looked += 1) {
      if (looked === crowdFrom) return void crowd.set(texts[number] as string, number);
      at = (at + 1) & mask;
    }
    cells[2 * at] = number + 1;
    cells[2 * at + 1] = hash;
  };

  const grow = (): void => {
    const [old, oldCrowd] = [cells, crowd];
    mask = 2 * mask + 1;
    cells = new Int32Array(2 * (mask + 1));
    crowd = new Map();
    for (let from = 0; from < old.length; from += 2) {
      if (old[from] !== 0) place((old[from] as number) - 1, old[from + 1] as number);
    }
    for (const [text, number] of oldCrowd) place(number, hashOf(text));
  };

  const add = (text: string, hash: number): number => {
    const number = texts.push(text) - 1;
    if (2 * texts.length > mask) grow();
    place(number, hash);
    return number;
  };

  return {
    numberOf(text) {
      const hash = hashOf(text);
      let at = hash & mask;
      let looked = 0;
      for (let cell = cells[2 * at] as number; cell !== 0; cell = cells[2 * at] as number) {
        if (cells[2 * at + 1] === hash && texts[cell - 1] === text) return cell - 1;
        if (looked === crowdFrom) return crowd.get(text) ?? add(text, hash);
        looked += 1;
        at = (at + 1) & mask;
      }
      return add(text, hash);
    },
    textOf: (number) => (number < 0 ? undefined : texts[number]) ?? '?',
  };
}

/** FNV-1a over UTF-16, with murmur3's finaliser so that the low bits serve as an address. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
