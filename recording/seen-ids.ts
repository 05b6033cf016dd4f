/**
 * Remembers which ids were seen in 16 bytes each: two 32-bit hashes in an open-addressed table. Two of a million ids
 * are taken for one with a probability of about 3 in 10⁸ (n²/2⁶⁵).
 */
export interface SeenIds {
  /** Notes the id; true when it was there before. */
  isRepeated(id: string): boolean;
}

export function openSeenIds(): SeenIds {
  let capacity = 1 << 20;
  let highs = new Uint32Array(capacity);
  let lows = new Uint32Array(capacity);
  let count = 0;

  /** The place of the pair, or ~place of the empty cell where it belongs. */
  const find = (high: number, low: number): number => {
    for (let at = low & (capacity - 1); ; at = (at + 1) & (capacity - 1)) {
      if (highs[at] === 0 && lows[at] === 0) return ~at;
      if (highs[at] === high && lows[at] === low) return at;
    }
  };

  const grow = (): void => {
    const [oldHighs, oldLows] = [highs, lows];
    capacity *= 2;
    highs = new Uint32Array(capacity);
    lows = new Uint32Array(capacity);
    for (let at = 0; at < oldHighs.length; at += 1) {
      const [high, low] = [oldHighs[at] as number, oldLows[at] as number];
      if (high === 0 && low === 0) continue;
      const place = ~find(high, low);
      highs[place] = high;
      lows[place] = low;
    }
  };

  return {
    isRepeated(id) {
      let high = 0x811c9dc5;
      let low = 0x9e3779b9;
      for (let index = 0; index < id.length; index += 1) {
        const code = id.charCodeAt(index);
        high = Math.imul(high ^ code, 0x01000193);
        low = Math.imul(low ^ code, 0x85ebca6b);
        low ^= low >>> 13;
      }
      high = mix(high);
      low = mix(low) | 1; // never the empty cell
      const place = find(high, low >>> 0);
      if (place >= 0) return true;
      highs[~place] = high;
      lows[~place] = low;
      count += 1;
      if (count * 2 > capacity) grow();
      return false;
    },
  };
}

/** murmur3's finaliser. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
