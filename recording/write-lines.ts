import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
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

export interface LineOptions {
  /** Called once, with the error's code, when the writing has ended. */
  readonly onFault?: (code: string) => void;
  /** Asked before the writing ends: true when there is room now, so that what did not fit may be tried again. */
  readonly makeRoom?: () => boolean;
  /** A path that exists is refused unless this is false. */
  readonly isNew?: boolean;
}

const bufferBytes = 1 << 16;

/**
 * Append-only NDJSON. The buffer is bounded: it is written out when it is full and at the end of each turn of the event
 * loop in which something was written, so that a crash loses little. An error of the disk ends the writing and is
 * reported once; what was written before stays readable, and a line that it tore is named by whoever reads it.
 * @param header the first line
 */
export function openLines(path: string, header: unknown, options: LineOptions = {}): LineWriter {
  const descriptor = openSync(path, options.isNew === false ? 'a' : 'ax');
  let buffered = '';
  let isClosed = false;
  let isScheduled = false;
  let fault: string | undefined;

  const flush = (): void => {
    if (buffered === '' || fault !== undefined || isClosed) return;
    const bytes = Buffer.from(buffered);
    buffered = '';
    let written = 0;
    while (written < bytes.length && fault === undefined) {
      try {
        written += writeSync(descriptor, bytes, written);
      } catch (error) {
        if (options.makeRoom?.() === true) continue;
        fault = codeOf(error);
        options.onFault?.(fault);
      }
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

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : String(error);
}
