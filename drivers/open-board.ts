import type { Board } from '../scenarios/races/shape.ts';

/** A board on which the contenders of one round that share a lane tell each other what they were answered. */
export interface OpenBoard extends Board {
  /** Resolves when somebody has noted it, or when everybody else has left. */
  noted(name: string): Promise<void>;
  /** A contender waits or leaves for good: when nobody is left who could note anything, all waiting ends. */
  leave(): void;
}

export function openBoard(contenders: number): OpenBoard {
  const notes = new Map<string, string>();
  const waiting: { readonly name: string; readonly go: () => void }[] = [];
  let here = contenders;
  const release = (isDue: (name: string) => boolean): void => {
    for (let index = waiting.length - 1; index >= 0; index -= 1) {
      if (isDue(waiting[index]?.name ?? '')) waiting.splice(index, 1)[0]?.go();
    }
  };
  const releaseStuck = (): void => {
    if (waiting.length >= here) release(() => true);
  };
  return {
    note(name, value) {
      notes.set(name, value);
      release((each) => each === name);
    },
    read: (name) => notes.get(name),
    noted(name) {
      if (notes.has(name)) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push({ name, go: resolve });
        releaseStuck();
      });
    },
    leave() {
      here -= 1;
      releaseStuck();
    },
  };
}
