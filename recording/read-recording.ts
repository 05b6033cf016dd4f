import type { StoredBooking } from '../core/booking.ts';
import type { Operation } from '../core/operation.ts';
import type { ProviderLine } from '../core/provider.ts';
import { bookingFault } from './booking-fault.ts';
import { lineFault } from './line-fault.ts';
import { openProviderLines } from './open-provider-lines.ts';
import { isMark } from './operation-fault.ts';
import { parsed } from './parse-line.ts';
import type { Problems } from './problems.ts';
import { lineBytesMax, readLines } from './read-lines.ts';
import type { SeenIds } from './seen-ids.ts';
import { shiftTimes } from './shift-times.ts';

/** Takes what a recording of another tool holds; times are on the run's clock. */
export interface RecordingTaker {
  header(header: RecordingHeader): void;
  operation(operation: Operation): void;
  initial(booking: StoredBooking): void;
  final(booking: StoredBooking): void;
  /** Of a provider's journal. */
  provider(line: ProviderLine): void;
}

/** A line that is no operation: where the lines behind it come from, and what the laws should know. All is optional. */
export interface RecordingHeader {
  readonly schemaVersion?: number;
  /** Add to a time behind this line to get ms on the run's clock; default 0. */
  readonly offsetMs?: number;
  /** How sure that is; default 1. */
  readonly errorMs?: number;
  /** A golden history: a whole recording in one file, as complete as `completeness` says. */
  readonly why?: string;
  readonly completeness?: Readonly<Record<string, unknown>>;
  /** `offers`, `originMs`, `isShared`, `world`: checkers/checker.ts has the shape. */
  readonly circumstances?: Readonly<Record<string, unknown>>;
}

/**
 * Reads NDJSON that another tool wrote: operations; states, as `{"initial": …}` and `{"final": …}` lines; and what
 * providers saw of the platform's own calls, as `{"provider": …}` lines. Nothing has to come before them. What cannot
 * be taken is counted in `problems` under the path as it was typed.
 */
export async function readRecording(
  path: string,
  taker: RecordingTaker,
  problems: Problems,
  seen: SeenIds,
): Promise<void> {
  let offsetMs = 0;
  let isOtherSchema = false;
  const takeProvider = openProviderLines(path, taker.provider, problems, seen);

  const takeHeader = (header: RecordingHeader & Record<string, unknown>, number: number): void => {
    isOtherSchema = header.schemaVersion !== undefined && header.schemaVersion !== 1;
    const fault = headerFault(header);
    if (fault !== undefined)
      problems.add(path, isOtherSchema ? 'schema-version' : 'foreign', `line ${number}: ${fault}`);
    else {
      offsetMs = header.offsetMs ?? 0;
      taker.header(header);
    }
  };
  const takeBooking = (booking: unknown, take: (booking: StoredBooking) => void, number: number): void => {
    const fault = bookingFault(booking);
    if (fault === undefined) take(booking as StoredBooking);
    else problems.add(path, 'invalid', `line ${number}: ${fault}`);
  };
  const takeOperation = (record: unknown, number: number): void => {
    const fault = lineFault(record);
    if (fault !== undefined) {
      problems.add(path, fault.problem, `line ${number}: ${fault.text}`);
      return;
    }
    const operation = record as Operation;
    if (seen.isRepeated(operation.id)) {
      problems.add(path, 'duplicate', `line ${number}: id ${operation.id} was there before`);
      return;
    }
    shiftTimes(operation, offsetMs);
    taker.operation(operation);
  };

  const read = await readLines(path, {
    line(text, number, isTerminated) {
      const record = text.trim() === '' ? null : parsed(text);
      if (record === null) return;
      if (record === undefined) {
        // A last line that was cut off may have been whole; where the writer was stopped, more may be missing.
        const problem = isTerminated ? 'invalid' : 'torn';
        problems.add(path, problem, `line ${number}: ${isTerminated ? 'is no JSON' : 'ends in the middle'}`);
      } else if (isHeaderOf(record)) takeHeader(record, number);
      else if (isOtherSchema) problems.add(path, 'schema-version', `line ${number}`);
      else if (isMark(record)) return;
      else if (has(record, 'provider')) takeProvider(record.provider, number, offsetMs);
      else if (has(record, 'initial')) takeBooking(record.initial, taker.initial, number);
      else if (has(record, 'final')) takeBooking(record.final, taker.final, number);
      else takeOperation(record, number);
    },
    tooLong(number, bytes) {
      problems.add(path, 'invalid', `line ${number}: ${bytes} bytes long, more than ${lineBytesMax}`);
    },
  });
  if (read.isMissing) problems.add(path, 'missing', 'there is no such file');
  else if (read.cutShort !== undefined) problems.add(path, 'truncated', `behind line ${read.lines}: ${read.cutShort}`);
  else if (read.lines === 0) problems.add(path, 'truncated', 'the file is empty');
}

function headerFault({ schemaVersion, offsetMs, errorMs, circumstances, completeness }: RecordingHeader) {
  if (schemaVersion !== undefined && schemaVersion !== 1) return `schema version ${String(schemaVersion)}, not 1`;
  for (const ms of [offsetMs, errorMs])
    if (ms !== undefined && typeof ms !== 'number') return 'offsetMs and errorMs are ms';
  for (const more of [circumstances, completeness]) {
    if (more !== undefined && (typeof more !== 'object' || more === null))
      return 'circumstances and completeness are objects';
  }
  return undefined;
}

function isHeaderOf(record: unknown): record is RecordingHeader & Record<string, unknown> {
  return (has(record, 'schemaVersion') || has(record, 'why')) && !has(record, 'verb');
}

function has<Name extends string>(record: unknown, name: Name): record is Readonly<Record<Name, unknown>> {
  return typeof record === 'object' && record !== null && name in record;
}
