import type { Scene, Witness } from '../core/finding.ts';

/** Collects cases by kind: counts all, keeps the first few of each. */
export interface OpenWitness<Kind extends string> {
  /** @param scene is asked for only while there is room for another picture */
  add(kind: Kind, text: string, ids: readonly string[], scene?: () => Scene): void;
  total(kind: Kind): number;
  totalBut(kind?: Kind): number;
  /** '3 bookings are stored …; 1 booking is missing …' */
  summary(): string;
  close(): Witness;
}

interface Kept {
  readonly text: string;
  readonly ids: readonly string[];
  readonly scene?: Scene;
}

const linesMax = 20;
const idsMax = 60;
const scenesMax = 3;

/** @param words what one case of a kind is called behind its number, and what many are; default: the kind */
export function openWitness<Kind extends string>(
  words?: Readonly<Record<Kind, { readonly one: string; readonly many: string }>>,
): OpenWitness<Kind> {
  const totals = new Map<Kind, number>();
  const kept = new Map<Kind, Kept[]>();
  const sum = (but?: Kind): number =>
    [...totals].reduce((total, [kind, count]) => total + (kind === but ? 0 : count), 0);

  return {
    add(kind, text, ids, scene) {
      totals.set(kind, (totals.get(kind) ?? 0) + 1);
      const some = kept.get(kind) ?? [];
      if (some.length >= linesMax) return;
      const picture = scene === undefined || some.length >= scenesMax ? {} : { scene: scene() };
      kept.set(kind, [...some, { text: text.slice(0, 400), ids: ids.slice(0, 8), ...picture }]);
    },
    total: (kind) => totals.get(kind) ?? 0,
    totalBut: sum,
    summary: () =>
      [...totals].map(([kind, count]) => `${count} ${words?.[kind][count === 1 ? 'one' : 'many'] ?? kind}`).join('; '),
    close() {
      // Each kind in turn, so that many cases of one kind do not hide the first of another.
      const cases: (Kept & { readonly line: string })[] = [];
      for (let turn = 0; turn < linesMax; turn += 1) {
        for (const [kind, some] of kept) {
          const one = some[turn];
          if (one !== undefined && cases.length < linesMax) cases.push({ ...one, line: `${kind}: ${one.text}` });
        }
      }
      const ids = [...new Set(cases.flatMap((each) => each.ids))].slice(0, idsMax);
      const scenes = cases.flatMap(({ scene }) => scene ?? []).slice(0, scenesMax);
      const witness = { ids, lines: cases.map(({ line }) => line), total: sum() };
      return scenes.length === 0 ? witness : { ...witness, scenes };
    },
  };
}
