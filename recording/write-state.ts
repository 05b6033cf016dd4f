import type { StoredBooking } from '../core/booking.ts';
import { type LineOptions, openLines } from './write-lines.ts';

export interface StateWriter {
  write(booking: StoredBooking): void;
  /** Every page was read: writes the last line that says so. Without it the state counts as incomplete. */
  complete(): void;
  /** Closes without that line: reading ended early, and the last line says why. */
  abandon(reason: string): void;
  fault(): string | undefined;
}

/** A file such as final-state.ndjson: header, one StoredBooking a line, `{"complete":true,"records":n}`. */
export function openState(
  path: string,
  source: 'initial-state' | 'final-state' | 'restored-state',
  options: LineOptions = {},
): StateWriter {
  const lines = openLines(path, { schemaVersion: 1, source }, options);
  let records = 0;
  return {
    write(booking) {
      if (lines.write(booking)) records += 1;
    },
    complete: () => lines.close({ complete: true, records }),
    abandon: (reason) => lines.close({ complete: false, reason }),
    fault: lines.fault,
  };
}
