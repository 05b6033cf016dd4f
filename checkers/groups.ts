/**
 * Which names mean one booking: tags of ours and ids of the platform, joined whenever an operation or a record
 * mentions two of them. A union-find (Tarjan 1975: union by size, path halving).
 */
export interface Groups {
  /** The node of a name; new names get a node of their own. */
  node(kind: 'tag' | 'booking', name: string): number;
  /** The node of a name that was seen before. */
  find(kind: 'tag' | 'booking', name: string): number | undefined;
  join(one: number, other: number): void;
  /** Stands for the whole group; changes with every join. */
  root(node: number): number;
  nameOf(node: number): string;
  readonly size: () => number;
}

export function openGroups(): Groups {
  const nodes = { tag: new Map<string, number>(), booking: new Map<string, number>() };
  const names: string[] = [];
  const parents: number[] = [];
  const sizes: number[] = [];

  const root = (node: number): number => {
    let at = node;
    while (parents[at] !== at) {
      const grandparent = parents[parents[at] as number] as number;
      parents[at] = grandparent;
      at = grandparent;
    }
    return at;
  };

  return {
    root,
    node(kind, name) {
      const known = nodes[kind].get(name);
      if (known !== undefined) return known;
      const node = parents.length;
      nodes[kind].set(name, node);
      names.push(name);
      parents.push(node);
      sizes.push(1);
      return node;
    },
    find: (kind, name) => nodes[kind].get(name),
    join(one, other) {
      let [large, small] = [root(one), root(other)];
      if (large === small) return;
      if ((sizes[large] as number) < (sizes[small] as number)) [large, small] = [small, large];
      parents[small] = large;
      sizes[large] = (sizes[large] as number) + (sizes[small] as number);
    },
    nameOf: (node) => names[node] ?? '?',
    size: () => parents.length,
  };
}
