import { createReadStream, existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';

/** A line longer than this is damage, not a record; it is skipped without being kept in memory. */
export const lineBytesMax = 1 << 20;

export interface LineTaker {
  /** `isTerminated` is false for a last line without a newline: it may be torn. */
  line(text: string, number: number, isTerminated: boolean): void;
  /** A line that is too long to be a record. */
  tooLong(number: number, bytes: number): void;
}

export interface LinesRead {
  readonly lines: number;
  /** The file is not there, neither as it is nor compressed. */
  readonly isMissing: boolean;
  /** Why reading ended before the file's end: a cut or damaged archive, an error of the disk. */
  readonly cutShort?: string;
}

/**
 * Reads `path`, or `path.zst` when only that is there, line by line. Never throws for what is in the file. The speed
 * comes from decoding whole chunks: lines are slices of one string.
 * @param onBytes called with the number of bytes read from the disk, for progress
 */
export async function readLines(path: string, taker: LineTaker, onBytes?: (bytes: number) => void): Promise<LinesRead> {
  const isPlain = existsSync(path);
  if (!isPlain && !existsSync(`${path}.zst`)) return { lines: 0, isMissing: true };
  const source = createReadStream(isPlain ? path : `${path}.zst`, { highWaterMark: 1 << 18 });
  source.on('data', (chunk) => onBytes?.(chunk.length));
  const splitter = openSplitter(taker);
  let cutShort: string | undefined;
  try {
    for await (const chunk of isPlain ? source : decompressed(source)) splitter.take(chunk as Buffer);
  } catch (error) {
    cutShort = error instanceof Error ? error.message : String(error);
  }
  const lines = splitter.close();
  return { lines, isMissing: false, ...(cutShort === undefined ? {} : { cutShort }) };
}

function decompressed(source: Readable): Readable {
  const target = createZstdDecompress({ chunkSize: 1 << 20 });
  source.on('error', (error) => target.destroy(error));
  return source.pipe(target);
}

const newline = 10;

/** Cuts chunks of bytes into lines; the unfinished rest waits for the next chunk. */
export function openSplitter(taker: LineTaker): { take(chunk: Buffer): void; close(): number } {
  let number = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  let isSkipping = false;

  const keep = (bytes: Buffer): void => {
    restBytes += bytes.length;
    if (restBytes > lineBytesMax) isSkipping = true;
    if (isSkipping) rest = [];
    else if (bytes.length > 0) rest.push(Buffer.from(bytes));
  };

  /** Ends the line that began in an earlier chunk. */
  const finish = (tail: Buffer, isTerminated: boolean): void => {
    keep(tail);
    number += 1;
    if (isSkipping) taker.tooLong(number, restBytes);
    else emit(Buffer.concat(rest).toString('utf8'), isTerminated);
    rest = [];
    restBytes = 0;
    isSkipping = false;
  };

  const emit = (text: string, isTerminated: boolean): void => {
    if (text.length > lineBytesMax) taker.tooLong(number, text.length);
    else if (text.length > 0) taker.line(text, number, isTerminated);
  };

  return {
    take(chunk) {
      let from = 0;
      if (restBytes > 0) {
        const first = chunk.indexOf(newline);
        if (first === -1) {
          keep(chunk);
          return;
        }
        finish(chunk.subarray(0, first), true);
        from = first + 1;
      }
      const last = chunk.lastIndexOf(newline);
      if (last >= from) {
        const text = chunk.toString('utf8', from, last + 1);
        let start = 0;
        for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
          number += 1;
          emit(text.slice(start, end), true);
          start = end + 1;
        }
        from = last + 1;
      }
      if (from < chunk.length) keep(chunk.subarray(from));
    },
    close() {
      if (restBytes > 0) finish(Buffer.alloc(0), false);
      return number;
    },
  };
}
