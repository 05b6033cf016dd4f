import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log in the run folder that stops growing at its bound and says so. */
export interface BoundedLog {
  add(line: string): void;
  /** Writes what was added. A disk that is full ends the log, not the run. */
  flush(): void;
}

export function boundedLog(file: string, maxBytes: number, note: (text: string) => void): BoundedLog {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  let lines: string[] = [];
  let bytes = 0;
  let ended = false;
  return {
    add: (line) => {
      if (ended) return;
      bytes += Buffer.byteLength(line) + 1;
      ended = bytes > maxBytes;
      lines.push(ended ? `(the log was cut here, at ${maxBytes} bytes)` : line);
    },
    flush: () => {
      if (lines.length === 0) return;
      const text = `${lines.join('\n')}\n`;
      lines = [];
      try {
        appendFileSync(file, text);
      } catch (error) {
        ended = true;
        note(`${file} could not be written to: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}
