import { appendFileSync, closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers';

export interface LineWriter {
  /** Appends a record as one line; buffered, and never throws. False once the file can no longer be written. */
  write(record: unknown): boolean;
  /** Writes what is buffered. */
  flush(): void;
  /** Writes what is buffered, with `footer` behind it, and closes. Twice is once. */
  close(footer?: unknown): void;
  /** What stopped the writing: 'ENOSPC' and the like. */
  fault(): string | undefined;
}

/**
 * Append-only NDJSON. The buffer is bounded: it is written out when it is full and at the end of each turn of the event
 * loop in which something was written, so that a crash loses little. An error of the disk ends the writing and is
 * reported once; what was written before stays readable, and a line that it tore is named by whoever reads it.
 * @param header the first line
 * @param options `onFault` is called once, with the error's code; a path that exists is refused unless `isNew` is false
 */
export function openLines(
  path: string,
  header: unknown,
  options: { readonly onFault?: (code: string) => void; readonly bufferBytes?: number; readonly isNew?: boolean } = {},
): LineWriter {
  const bufferBytes = options.bufferBytes ?? 1 << 16;
  const descriptor = openSync(path, options.isNew === false ? 'a' : 'ax');
  let buffered = '';
  let isClosed = false;
  let isScheduled = false;
  let fault: string | undefined;

  const flush = (): void => {
    if (buffered === '' || fault !== undefined || isClosed) return;
    const bytes = Buffer.from(buffered);
    buffered = '';
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    } catch (error) {
      fault = codeOf(error);
      options.onFault?.(fault);
    }
  };

  const write = (record: unknown): boolean => {
    if (fault !== undefined || isClosed) return false;
    buffered += `${JSON.stringify(record)}\n`;
    if (buffered.length >= bufferBytes) flush();
    else if (!isScheduled) {
      isScheduled = true;
      setImmediate(() => {
        isScheduled = false;
        flush();
      });
    }
    return fault === undefined;
  };

  write(header);
  flush();
  return {
    write,
    flush,
    close(footer) {
      if (isClosed) return;
      if (footer !== undefined) write(footer);
      flush();
      isClosed = true;
      try {
        fsyncSync(descriptor);
      } catch (error) {
        fault ??= codeOf(error);
      }
      closeSync(descriptor);
    },
    fault: () => fault,
  };
}

/** Appends a few records to a file that others wrote; for single events, not for streams. */
export function appendRecords(path: string, records: readonly unknown[]): void {
  appendFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : String(error);
}
