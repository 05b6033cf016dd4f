import { basename } from 'node:path';
import type { ProviderHeader, ProviderMark, ProviderRequest } from '../core/provider.ts';
import { headerFault } from './header-fault.ts';
import { isHeader, noJson, parsed } from './parse-line.ts';
import type { Problems } from './problems.ts';
import { lineBytesMax, readLines } from './read-lines.ts';
import { providerMarkFault, providerRequestFault } from './record-faults.ts';
import type { SeenIds } from './seen-ids.ts';

/** Takes what a provider's journal holds; all times are on the run's clock. Lines may come in any order of time. */
export interface ProviderTaker {
  /** Once for each time that it was started. */
  started(header: ProviderHeader): void;
  request(request: ProviderRequest): void;
  mark(mark: ProviderMark): void;
}

export interface ProviderRead {
  /** Whose journal it is, by its name. */
  readonly source: string;
  /** False: killed at least once, so requests that were open then have no line; those that were answered have. */
  readonly isWhole: boolean;
}

/**
 * Reads `providers/<provider>.ndjson`, as it is or compressed. Damage is counted in `problems`, under the file's name
 * in the run folder, and what is damaged is not handed on. A line that the kill of a provider tore is damage too.
 * @param seen ids of all journals of the run
 */
export async function readProvider(
  path: string,
  taker: ProviderTaker,
  problems: Problems,
  seen: SeenIds,
  onBytes?: (bytes: number) => void,
): Promise<ProviderRead> {
  const source = basename(path, '.ndjson');
  const file = `providers/${source}.ndjson`;
  const journal = openProvider(file, source, taker, problems, seen);
  const tooLong = (number: number, bytes: number): void =>
    problems.add(file, 'invalid', `line ${number}: ${bytes} bytes long, more than ${lineBytesMax}`);
  const read = await readLines(path, { line: journal.line, tooLong }, onBytes);
  if (read.isMissing) problems.add(file, 'missing', 'there is no such file');
  else if (read.cutShort !== undefined) problems.add(file, 'truncated', `behind line ${read.lines}: ${read.cutShort}`);
  else if (read.lines === 0) problems.add(file, 'truncated', 'the file is empty');
  return { source, isWhole: journal.isWhole() && read.cutShort === undefined };
}

function openProvider(file: string, source: string, taker: ProviderTaker, problems: Problems, seen: SeenIds) {
  let state: 'before' | 'own' | 'foreign' | 'other-schema' = 'before';
  let offsetMs = 0;
  let requestLines = 0;
  let wasKilled = false;
  let isOpen = false;

  const takeHeader = (header: Record<string, unknown>, number: number): void => {
    const fault = headerFault(header, source);
    if (fault !== undefined) {
      state = fault.problem === 'schema-version' ? 'other-schema' : 'foreign';
      problems.add(file, fault.problem, `line ${number}: ${fault.text}`);
      return;
    }
    wasKilled ||= isOpen;
    isOpen = true;
    state = 'own';
    offsetMs = header.offsetMs as number;
    taker.started(header as unknown as ProviderHeader);
  };
  const takeMark = (record: unknown, number: number): void => {
    const fault = providerMarkFault(record);
    if (fault !== undefined) {
      problems.add(file, 'invalid', `line ${number}: ${fault}`);
      return;
    }
    const mark = record as ProviderMark;
    if (mark.mark === 'stopped') {
      isOpen = false;
      const missing = mark.requests - requestLines;
      // A process that was killed took the lines of what was open with it.
      if (!wasKilled && missing > 0) {
        problems.add(file, 'truncated', `${mark.requests} requests came, ${requestLines} have a line`, missing);
      }
    }
    taker.mark(shiftedMark(mark, offsetMs));
  };
  const takeRequest = (record: unknown, number: number): void => {
    const fault = providerRequestFault(record);
    const request = record as ProviderRequest;
    if (fault !== undefined) problems.add(file, 'invalid', `line ${number}: ${fault}`);
    else if (request.provider !== source) problems.add(file, 'foreign', `line ${number}: of ${request.provider}`);
    else if (request.endedMs < request.arrivedMs) {
      problems.add(file, 'backwards', `line ${number}: ${request.id} ends before it arrives`);
    } else if (seen.isRepeated(request.id)) {
      problems.add(file, 'duplicate', `line ${number}: id ${request.id} was there before`);
    } else taker.request(shiftedRequest(request, offsetMs));
  };

  return {
    isWhole: () => !isOpen && !wasKilled,
    line(text: string, number: number, isTerminated: boolean): void {
      const record = parsed(text);
      // A damaged line is counted where it stands, and not once more as missing.
      if (!isHeader(record) && !isMark(record)) requestLines += 1;
      if (record === undefined) problems.add(file, ...noJson(number, isTerminated));
      else if (isHeader(record)) takeHeader(record, number);
      else if (state === 'before') problems.add(file, 'invalid', `line ${number}: no header came before it`);
      else if (state !== 'own')
        problems.add(file, state === 'foreign' ? 'foreign' : 'schema-version', `line ${number}`);
      else if (isMark(record)) takeMark(record, number);
      else takeRequest(record, number);
    },
  };
}

/** With all its times later by so much. */
export function shiftedMark(mark: ProviderMark, offsetMs: number): ProviderMark {
  return { ...mark, atMs: mark.atMs + offsetMs };
}

export function shiftedRequest(request: ProviderRequest, offsetMs: number): ProviderRequest {
  const { arrivedMs, endedMs, effect } = request;
  return {
    ...request,
    ...{ arrivedMs: arrivedMs + offsetMs, endedMs: endedMs + offsetMs },
    ...(effect === undefined ? {} : { effect: { ...effect, atMs: effect.atMs + offsetMs } }),
  };
}

function isMark(record: unknown): boolean {
  return typeof record === 'object' && record !== null && 'mark' in record;
}
