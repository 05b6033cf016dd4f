/** Small numbers by small numbers; -1 where nothing was set. */
export interface NumberTable {
  get(at: number): number;
  /** @returns the value */
  set(at: number, value: number): number;
}

export function openNumberTable(): NumberTable {
  let table = new Int32Array(1024).fill(-1);
  return {
    get: (at) => (at < table.length ? (table[at] as number) : -1),
    set(at, value) {
      if (at >= table.length) {
        const larger = new Int32Array(2 * at).fill(-1);
        larger.set(table);
        table = larger;
      }
      table[at] = value;
      return value;
    },
  };
}

/** Names that are unique within a tenant at least, as numbers: 0, 1, 2 … in the order in which they were met. */
export interface PairNumbers {
  /** Both are numbers of an interner, or -1. */
  numberOf(tenant: number, name: number): number;
}

/** Most names belong to one tenant, so that two tables do instead of a map of pairs. */
export function openPairNumbers(): PairNumbers {
  const numbers = openNumberTable();
  const tenants = openNumberTable();
  const others = new Map<string, number>();
  let count = 0;
  return {
    numberOf(tenant, name) {
      const first = numbers.get(name + 1);
      if (first === -1) {
        tenants.set(name + 1, tenant + 1);
        return numbers.set(name + 1, count++);
      }
      if (tenants.get(name + 1) === tenant + 1) return first;
      const pair = `${tenant} ${name}`;
      const known = others.get(pair);
      if (known !== undefined) return known;
      others.set(pair, count);
      return count++;
    },
  };
}
