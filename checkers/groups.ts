/** Which numbers belong together. A union-find (Tarjan 1975: union by size, path halving). */
export interface Groups {
  /** A new member, alone at first. */
  add(): number;
  join(one: number, other: number): void;
  /** Stands for the whole group; changes with every join. */
  root(member: number): number;
}

export function openGroups(): Groups {
  const parents: number[] = [];
  const sizes: number[] = [];

  const root = (member: number): number => {
    let at = member;
    while (parents[at] !== at) {
      const grandparent = parents[parents[at] as number] as number;
      parents[at] = grandparent;
      at = grandparent;
    }
    return at;
  };

  return {
    root,
    add() {
      parents.push(parents.length);
      sizes.push(1);
      return parents.length - 1;
    },
    join(one, other) {
      let [large, small] = [root(one), root(other)];
      if (large === small) return;
      if ((sizes[large] as number) < (sizes[small] as number)) [large, small] = [small, large];
      parents[small] = large;
      sizes[large] = (sizes[large] as number) + (sizes[small] as number);
    },
  };
}
