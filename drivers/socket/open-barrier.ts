/** Where contenders of a round stand until all go at once. */
export interface Barrier {
  /** Calls `go` at that time, together with everybody else who waits for it; at once when it is over. */
  join(dueMs: number, go: () => void): void;
  /** Nobody goes any more. */
  close(): void;
}

/** A timer for each time, not for each contender: what waits for one time goes in one turn of the event loop. */
export function openBarrier(clock: () => number): Barrier {
  const waiting = new Map<number, { readonly timer: NodeJS.Timeout; readonly all: (() => void)[] }>();

  const open = (dueMs: number): void => {
    // Node's timers may come a part of a millisecond early; a meeting never does.
    const leftMs = dueMs - clock();
    const group = waiting.get(dueMs);
    if (group === undefined) return;
    if (leftMs > 0) {
      waiting.set(dueMs, { all: group.all, timer: setTimeout(open, Math.ceil(leftMs), dueMs) });
      return;
    }
    waiting.delete(dueMs);
    for (const go of group.all) go();
  };

  return {
    join(dueMs, go) {
      const leftMs = dueMs - clock();
      const group = waiting.get(dueMs);
      if (leftMs <= 0 && group === undefined) go();
      else if (group !== undefined) group.all.push(go);
      else waiting.set(dueMs, { all: [go], timer: setTimeout(open, Math.ceil(leftMs), dueMs) });
    },
    close() {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
