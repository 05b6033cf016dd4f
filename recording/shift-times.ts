import type { Operation } from '../core/operation.ts';

/** In place: the operation was parsed for us alone, and a copy of each would cost as much as reading it. */
export function shiftTimes(operation: Operation, offsetMs: number): void {
  if (offsetMs === 0) return;
  const own = operation as { -readonly [Key in keyof Operation]: Operation[Key] };
  own.startMs += offsetMs;
  own.endMs += offsetMs;
  if (own.intendedMs !== undefined) own.intendedMs += offsetMs;
  for (const request of own.requests as readonly { startMs: number; endMs: number }[]) {
    request.startMs += offsetMs;
    request.endMs += offsetMs;
  }
}
