/** Acts in their order, each so much later than it was added. */
export interface Queue {
  add(act: () => void): void;
  /** What has not been done is not done any more. */
  close(): void;
}

/** @param delayMs asked for each act; 0, and nothing before it that waits: done at once */
export function openQueue(delayMs: () => number): Queue {
  const waiting: { readonly dueMs: number; readonly act: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const drain = (): void => {
    timer = undefined;
    while (waiting[0] !== undefined && waiting[0].dueMs <= performance.now()) waiting.shift()?.act();
    if (waiting[0] !== undefined) timer = setTimeout(drain, Math.ceil(waiting[0].dueMs - performance.now()));
  };
  return {
    add(act) {
      const delay = delayMs();
      if (delay === 0 && waiting.length === 0) return act();
      waiting.push({ act, dueMs: Math.max(performance.now() + delay, waiting.at(-1)?.dueMs ?? 0) });
      timer ??= setTimeout(drain, Math.ceil(delay));
    },
    close() {
      clearTimeout(timer);
      waiting.length = 0;
    },
  };
}
