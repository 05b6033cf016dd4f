import { basename } from 'node:path';
import type { HistoryHeader, Mark, Operation } from '../core/operation.ts';
import { headerFault } from './header-fault.ts';
import { lineFault } from './line-fault.ts';
import { isMark } from './operation-fault.ts';
import { isHeader, noJson, parsed } from './parse-line.ts';
import type { Problems } from './problems.ts';
import { lineBytesMax, readLines } from './read-lines.ts';
import type { SeenIds } from './seen-ids.ts';
import { shiftTimes } from './shift-times.ts';

/** Takes what a history holds; all times are on the run's clock. */
export interface HistoryTaker {
  source(header: HistoryHeader): void;
  operation(operation: Operation, source: string): void;
  mark(mark: Mark, source: string): void;
}

/**
 * Reads `history/<source>.ndjson`, as it is or compressed. Damage is counted in `problems`, under the file's name in
 * the run folder: lines that are torn, invalid, repeated or of another source are named and not handed on.
 * @param seen ids of all histories of the run, so that a line copied from one file to another is found
 */
export async function readHistory(
  path: string,
  taker: HistoryTaker,
  problems: Problems,
  seen: SeenIds,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  const source = basename(path, '.ndjson');
  const file = `history/${source}.ndjson`;
  const history = openHistory(file, source, taker, problems, seen);
  const read = await readLines(path, history, onBytes);
  if (read.isMissing) problems.add(file, 'missing', 'there is no such file');
  else if (read.cutShort !== undefined) problems.add(file, 'truncated', `behind line ${read.lines}: ${read.cutShort}`);
  else if (read.lines === 0) problems.add(file, 'truncated', 'the file is empty');
}

function openHistory(file: string, source: string, taker: HistoryTaker, problems: Problems, seen: SeenIds) {
  let state: 'before' | 'own' | 'foreign' | 'other-schema' = 'before';
  let offsetMs = 0;

  const takeHeader = (header: Record<string, unknown>, number: number): void => {
    const fault = headerFault(header, source);
    if (fault !== undefined) {
      state = fault.problem === 'schema-version' ? 'other-schema' : 'foreign';
      problems.add(file, fault.problem, `line ${number}: ${fault.text}`);
      return;
    }
    if (state === 'own') {
      problems.add(file, 'duplicate', `line ${number}: a second header`);
      return;
    }
    state = 'own';
    offsetMs = header.offsetMs as number;
    taker.source(header as unknown as HistoryHeader);
  };

  const takeRecord = (record: unknown, number: number): void => {
    if (isMark(record)) {
      taker.mark({ ...record, atMs: record.atMs + offsetMs }, source);
      return;
    }
    const fault = lineFault(record);
    if (fault !== undefined) {
      problems.add(file, fault.problem, `line ${number}: ${fault.text}`);
      return;
    }
    const operation = record as Operation;
    if (seen.isRepeated(operation.id)) {
      problems.add(file, 'duplicate', `line ${number}: id ${operation.id} was there before`);
      return;
    }
    shiftTimes(operation, offsetMs);
    taker.operation(operation, source);
  };

  return {
    line(text: string, number: number, isTerminated: boolean): void {
      const record = parsed(text);
      if (record === undefined) problems.add(file, ...noJson(number, isTerminated));
      else if (isHeader(record)) takeHeader(record, number);
      else if (state === 'own') takeRecord(record, number);
      else if (state === 'before') problems.add(file, 'invalid', `line ${number}: no header came before it`);
      else problems.add(file, state === 'foreign' ? 'foreign' : 'schema-version', `line ${number}`);
    },
    tooLong(number: number, bytes: number): void {
      problems.add(file, 'invalid', `line ${number}: ${bytes} bytes long, more than ${lineBytesMax}`);
    },
  };
}
