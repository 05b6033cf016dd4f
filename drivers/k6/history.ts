import type { Mark, Operation } from '../../core/operation.ts';

/** One line of the history: k6's console goes to the history's file as it is, line by line, none torn. */
export function record(operation: Operation): void {
  console.log(JSON.stringify(operation));
}

export function mark(line: Mark): void {
  console.log(JSON.stringify(line));
}
