import type { Witness } from '../core/finding.ts';

/** Collects cases by kind: counts all, keeps the first few of each. */
export interface OpenWitness<Kind extends string> {
  add(kind: Kind, text: string, ids: readonly string[]): void;
  total(kind: Kind): number;
  totalBut(kind?: Kind): number;
  /** '3 lost, 1 phantom' */
  summary(): string;
  close(): Witness;
}

const linesMax = 20;
const idsMax = 60;

export function openWitness<Kind extends string>(): OpenWitness<Kind> {
  const totals = new Map<Kind, number>();
  const kept = new Map<Kind, { readonly text: string; readonly ids: readonly string[] }[]>();
  const sum = (but?: Kind): number =>
    [...totals].reduce((total, [kind, count]) => total + (kind === but ? 0 : count), 0);

  return {
    add(kind, text, ids) {
      totals.set(kind, (totals.get(kind) ?? 0) + 1);
      const some = kept.get(kind) ?? [];
      if (some.length < linesMax) kept.set(kind, [...some, { text: text.slice(0, 400), ids: ids.slice(0, 8) }]);
    },
    total: (kind) => totals.get(kind) ?? 0,
    totalBut: sum,
    summary: () => [...totals].map(([kind, count]) => `${count} ${kind}`).join(', '),
    close() {
      // Each kind in turn, so that many cases of one kind do not hide the first of another.
      const cases: { readonly line: string; readonly ids: readonly string[] }[] = [];
      for (let turn = 0; turn < linesMax; turn += 1) {
        for (const [kind, some] of kept) {
          const one = some[turn];
          if (one !== undefined && cases.length < linesMax) cases.push({ line: `${kind}: ${one.text}`, ids: one.ids });
        }
      }
      const ids = [...new Set(cases.flatMap((each) => each.ids))].slice(0, idsMax);
      return { ids, lines: cases.map(({ line }) => line), total: sum() };
    },
  };
}
