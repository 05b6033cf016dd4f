import { closeSync, createReadStream, openSync, readSync, statSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ProviderHeader, ProviderMark, ProviderRequest } from '../core/provider.ts';

/** What a provider saw and did, a line at a time. */
export interface Journal {
  /** In the file when this returns, so that `kill -9` takes nothing that was answered. Throws what the disk says. */
  write(record: ProviderRequest | ProviderMark): void;
  close(): void;
}

/** Goes on with a journal that is there: another header says where the next process begins. */
export function openJournal(path: string, header: ProviderHeader): Journal {
  const isTorn = !endsALine(path);
  const descriptor = openSync(path, 'a');
  const write = (record: unknown): void => {
    const bytes = Buffer.from(`${JSON.stringify(record)}\n`);
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
  };
  // A line that the last process could not end stays a line of its own.
  if (isTorn) writeSync(descriptor, '\n');
  write(header);
  return { write, close: () => closeSync(descriptor) };
}

/** Hands on every request that an earlier process wrote down, in its order; what is damaged is passed over. */
export async function readJournal(path: string, take: (request: ProviderRequest) => void): Promise<void> {
  if (!isFile(path)) return;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const record = requestOf(line);
    if (record !== undefined) take(record);
  }
}

function requestOf(line: string): ProviderRequest | undefined {
  try {
    const record = JSON.parse(line) as Partial<ProviderRequest> | null;
    return typeof record?.id === 'string' ? (record as ProviderRequest) : undefined;
  } catch {
    return undefined;
  }
}

/** What is no file of the disk, a pipe or a device, can be written to and has no past. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function endsALine(path: string): boolean {
  if (!isFile(path) || statSync(path).size === 0) return true;
  const descriptor = openSync(path, 'r');
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, statSync(path).size - 1);
  closeSync(descriptor);
  return last.toString() === '\n';
}
