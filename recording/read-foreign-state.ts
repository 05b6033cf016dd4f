import type { StoredBooking } from '../core/booking.ts';
import { bookingFault } from './booking-fault.ts';
import { isHeader, parsed } from './parse-line.ts';
import type { Problems } from './problems.ts';
import { type LineTaker, lineBytesMax, readLines } from './read-lines.ts';

/**
 * Takes NDJSON of stored bookings that another tool wrote: one StoredBooking a line, and nothing else needed. A file
 * that begins with our header has to end with our footer, `{"complete":true,"records":n}`.
 */
export function openStateLines(name: string, take: (booking: StoredBooking) => void, problems: Problems) {
  let records = 0;
  let isOurs = false;
  let promised: number | undefined;
  const takeRecord = (record: unknown, number: number): void => {
    const { complete, records: count } = (record ?? {}) as { complete?: unknown; records?: unknown };
    if (isHeader(record)) {
      isOurs = true;
      const version = record.schemaVersion;
      if (version !== 1)
        problems.add(name, 'schema-version', `line ${number}: schema version ${String(version)}, not 1`);
    } else if (complete === true && typeof count === 'number') promised = count;
    else {
      const fault = bookingFault(record);
      if (fault !== undefined) problems.add(name, 'invalid', `line ${number}: ${fault}: ${excerpt(record)}`);
      else {
        records += 1;
        take(record as StoredBooking);
      }
    }
  };
  const lines: LineTaker = {
    line(text, number, isTerminated) {
      if (text.trim() === '') return;
      const record = parsed(text);
      if (record !== undefined) takeRecord(record, number);
      else problems.add(name, isTerminated ? 'invalid' : 'torn', `line ${number}: is no JSON: ${excerpt(text)}`);
    },
    tooLong(number, bytes) {
      problems.add(name, 'invalid', `line ${number}: ${bytes} bytes long, more than ${lineBytesMax}`);
    },
  };
  return {
    lines,
    /** Says how many bookings there were; to be called behind the last line. */
    close(): number {
      if (isOurs && promised === undefined)
        problems.add(name, 'truncated', 'the line that says that it is complete is not there');
      if (promised !== undefined && promised !== records) {
        problems.add(name, 'truncated', `${promised} records were written, ${records} can be read`);
      }
      return records;
    },
  };
}

export async function readForeignState(
  path: string,
  take: (booking: StoredBooking) => void,
  problems: Problems,
): Promise<number> {
  const state = openStateLines(path, take, problems);
  const read = await readLines(path, state.lines);
  if (read.isMissing) problems.add(path, 'missing', 'there is no such file');
  else if (read.cutShort !== undefined) problems.add(path, 'truncated', `behind line ${read.lines}: ${read.cutShort}`);
  return state.close();
}

function excerpt(said: unknown): string {
  return (typeof said === 'string' ? said : JSON.stringify(said)).slice(0, 120);
}
