import type { ProcessRole } from '../core/resource-sample.ts';
import type { Child, ChildEnd } from './workspace.ts';

/** One process of the target by its name, whatever pid it has just now: it can be ended and started again. */
export interface Service {
  readonly name: string;
  readonly role: ProcessRole;
  /** The one that runs, or the last one that did. */
  child(): Child;
  /** Ends it and waits until it is gone; nothing when it does not run. That end is no measurement. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Runs it again under its name, and waits until it is ready; nothing when it runs. @throws Failure when it is not */
  start(signal: AbortSignal): Promise<void>;
  /** Calls back for each end that nobody asked for. */
  onEnd(callback: (end: ChildEnd) => void): void;
}

/** @param startAgain gives a child that is ready */
export function openService(first: Child, startAgain: (signal: AbortSignal) => Promise<Child>): Service {
  const callbacks: ((end: ChildEnd) => void)[] = [];
  const ends: ChildEnd[] = [];
  const wanted = new Set<Child>();
  let current = first;
  const watch = (child: Child): void => {
    void child.ended.then((end) => {
      if (wanted.has(child)) return;
      ends.push(end);
      for (const callback of callbacks) callback(end);
    });
  };
  watch(first);
  return {
    name: first.name,
    role: first.role,
    child: () => current,
    async kill(signal) {
      if (current.end() !== undefined) return;
      wanted.add(current);
      current.kill(signal);
      await current.ended;
    },
    async start(signal) {
      if (current.end() === undefined) return;
      current = await startAgain(signal);
      watch(current);
    },
    onEnd(callback) {
      callbacks.push(callback);
      for (const end of ends) callback(end);
    },
  };
}
