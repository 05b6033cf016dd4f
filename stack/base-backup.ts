import { createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';

/** All of the server, with the log that makes it whole, and as it is when the copying ends. */
const command = "BASE_BACKUP (LABEL 'backup', CHECKPOINT 'fast', WAL true)";

/** What a piece of the copy begins with: of a file of the archive; others tell of its name and of progress. */
const archived = 'd'.charCodeAt(0);

/**
 * Copies a PostgreSQL that goes on working into one tar archive, as pg_basebackup does (PostgreSQL, "Streaming
 * Replication Protocol"): whoever unpacks it into an empty folder can start a server there. The archive is at its place
 * once it is whole and on the disk; until then the one before it stays there.
 * @param url of a role that may replicate
 * @throws what the server answers, and what the disk does
 */
export async function baseBackup(url: string, file: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'backup', replication: 'true' } as never);
  // What becomes of the connection is what becomes of the query.
  client.on('error', () => undefined);
  await client.connect();
  const unfinished = `${file}.unfinished`;
  try {
    const archive = new PassThrough();
    client.query(receiving(archive));
    await pipeline(archive, createWriteStream(unfinished, { mode: 0o600 }));
  } finally {
    await client.end();
  }
  const handle = await open(unfinished);
  await handle.sync();
  await handle.close();
  await rename(unfinished, file);
}

interface Connection {
  readonly stream: { pause(): void; resume(): void };
  query(text: string): void;
}

/** What pg asks of whoever takes the answers to a query. The archive ends when the server says that it has it all. */
function receiving(archive: PassThrough) {
  return {
    submit: (connection: Connection) => connection.query(command),
    handleCopyData({ chunk }: { readonly chunk: Buffer }, { stream }: Connection) {
      // What is handed over lies in a buffer that pg uses again.
      if (chunk[0] !== archived || archive.write(Buffer.from(chunk.subarray(1)))) return;
      stream.pause();
      archive.once('drain', () => stream.resume());
    },
    handleReadyForQuery: () => void archive.end(),
    handleError: (error: Error) => void archive.destroy(error),
    handleRowDescription: () => undefined,
    handleDataRow: () => undefined,
    handleCommandComplete: () => undefined,
  } as unknown as pg.Submittable;
}
