import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const chunkBytes = 65_536;
const lineMaxLength = 1_048_576;
/** A file that another process keeps appending to is emptied when it has been read this far. */
const emptiedAtBytes = 16 * 1_048_576;

/** Reads a file that grows, line by line. */
export interface Tail {
  /** Takes up what has been written since the last time, at most some megabytes; whole lines only. */
  read(): void;
  close(): void;
}

export function tail(file: string, onLine: (line: string) => void): Tail {
  let descriptor: number | undefined;
  let position = 0;
  let rest = '';
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.allocUnsafe(chunkBytes);
  const take = (bytes: number): void => {
    const lines = (rest + decoder.write(buffer.subarray(0, bytes))).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineMaxLength) rest = '';
    for (const line of lines) onLine(line);
  };
  return {
    read: () => {
      descriptor ??= openOrNot(file);
      if (descriptor === undefined) return;
      const end = Math.min(fstatSync(descriptor).size, position + emptiedAtBytes);
      while (position < end) {
        const bytes = readSync(descriptor, buffer, 0, chunkBytes, position);
        if (bytes === 0) break;
        position += bytes;
        take(bytes);
      }
      if (position < emptiedAtBytes) return;
      // Its writer appends, so it goes on at the new start; a few lines between the last read and now are lost.
      ftruncateSync(descriptor, 0);
      position = 0;
    },
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function openOrNot(file: string): number | undefined {
  try {
    return openSync(file, 'r+');
  } catch {
    return undefined;
  }
}
