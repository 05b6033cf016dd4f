import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isHeader, noJson, parsed } from './parse-line.ts';
import type { Problems } from './problems.ts';
import { lineBytesMax, readLines } from './read-lines.ts';

/** What is wrong with a record, in words; undefined when it is one. */
export type FaultOf = (record: unknown) => string | undefined;

/**
 * Reads an NDJSON file of records: a header line, records, and, where the file must be whole to be worth anything, a
 * last line `{"complete":true,"records":n}`. Damage is counted in `problems`, and what is damaged is not handed on.
 */
export async function readRecords<Shape>(
  path: string,
  faultOf: FaultOf,
  take: (record: Shape) => void,
  problems: Problems,
  options: { readonly hasFooter?: boolean; readonly onBytes?: (bytes: number) => void } = {},
): Promise<void> {
  const file = basename(path);
  let state: 'before' | 'reading' | 'other-schema' = 'before';
  let records = 0;
  let promised: number | undefined;
  let abandoned: string | undefined;

  const takeRecord = (record: unknown, number: number): void => {
    const fault = faultOf(record);
    if (promised !== undefined) problems.add(file, 'foreign', `line ${number}: behind the end`);
    else if (fault !== undefined) problems.add(file, 'invalid', `line ${number}: ${fault}`);
    else {
      records += 1;
      take(record as Shape);
    }
  };
  const takeHeader = (record: Record<string, unknown>, number: number): void => {
    const version = record.schemaVersion;
    if (state === 'reading') problems.add(file, 'foreign', `line ${number}: another header`);
    else state = version === 1 ? 'reading' : 'other-schema';
    if (version !== 1) problems.add(file, 'schema-version', `line ${number}: schema version ${String(version)}, not 1`);
  };

  const taker = {
    line(text: string, number: number, isTerminated: boolean): void {
      const record = parsed(text);
      if (record === undefined) problems.add(file, ...noJson(number, isTerminated));
      else if (isHeader(record)) takeHeader(record, number);
      else if (state === 'before') problems.add(file, 'invalid', `line ${number}: no header came before it`);
      else if (state === 'other-schema') problems.add(file, 'schema-version', `line ${number}`);
      else if (isFooter(record)) promised = record.records;
      else if (options.hasFooter === true && isAbandoned(record)) abandoned = record.reason;
      else takeRecord(record, number);
    },
    tooLong(number: number, bytes: number): void {
      problems.add(file, 'invalid', `line ${number}: ${bytes} bytes long, more than ${lineBytesMax}`);
    },
  };
  const read = await readLines(path, taker, options.onBytes);
  if (read.isMissing) problems.add(file, 'missing', 'there is no such file');
  else if (read.cutShort !== undefined) problems.add(file, 'truncated', `behind line ${read.lines}: ${read.cutShort}`);
  else if (options.hasFooter === true && (state as string) !== 'other-schema') {
    if (abandoned !== undefined) problems.add(file, 'truncated', abandoned);
    else if (promised === undefined)
      problems.add(file, 'truncated', 'the line that says that it is complete is not there');
    else if (promised > records) {
      problems.add(file, 'truncated', `${promised} records were written, ${records} can be read`, promised - records);
    }
  }
}

function isAbandoned(record: unknown): record is { readonly complete: false; readonly reason: string } {
  if (typeof record !== 'object' || record === null) return false;
  const { complete, reason } = record as { complete?: unknown; reason?: unknown };
  return complete === false && typeof reason === 'string';
}

function isFooter(record: unknown): record is { readonly complete: true; readonly records: number } {
  if (typeof record !== 'object' || record === null) return false;
  const { complete, records } = record as { complete?: unknown; records?: unknown };
  return complete === true && typeof records === 'number';
}

/** Reads a JSON document of the run folder; undefined, and a problem named, when it is missing or damaged. */
export async function readDocument<Shape>(
  path: string,
  faultOf: FaultOf,
  problems: Problems,
): Promise<Shape | undefined> {
  const file = basename(path);
  if (!existsSync(path)) {
    problems.add(file, 'missing', 'there is no such file');
    return undefined;
  }
  const record = parsed(await readFile(path, 'utf8'));
  if (record === undefined) {
    problems.add(file, 'torn', 'is no JSON');
    return undefined;
  }
  if (isHeader(record) && record.schemaVersion !== 1) {
    problems.add(file, 'schema-version', `schema version ${String(record.schemaVersion)}, not 1`);
    return undefined;
  }
  const fault = faultOf(record);
  if (fault === undefined) return record as Shape;
  problems.add(file, 'invalid', fault);
  return undefined;
}
