import type { RecordingProblem } from '../core/verdict.ts';

/** Counts what is wrong with the records of a run folder, by file and kind; the first of each kind is the example. */
export interface Problems {
  add(file: string, problem: RecordingProblem['problem'], example: string, count?: number): void;
  /** Sorted by file, so that the same folder gives the same list. */
  list(): readonly RecordingProblem[];
}

export function openProblems(): Problems {
  const found = new Map<string, { -readonly [Key in keyof RecordingProblem]: RecordingProblem[Key] }>();
  return {
    add(file, problem, example, count = 1) {
      const key = `${file}\n${problem}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { file, problem, count, example: example.slice(0, 300) });
      else known.count += count;
    },
    list() {
      const byPlace = (a: RecordingProblem, b: RecordingProblem): number =>
        compare(a.file, b.file) || compare(a.problem, b.problem);
      return [...found.values()].sort(byPlace);
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
