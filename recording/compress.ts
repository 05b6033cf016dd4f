import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';

/**
 * Compresses `path` to `path.zst` and removes the plain file only when the archive is whole and has its name. When it
 * fails half-way (a full disk), the plain file stays as it was and the half archive is removed; the error is returned.
 */
export async function compress(path: string): Promise<Error | undefined> {
  const half = `${path}.zst.part`;
  try {
    const level = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } };
    await pipeline(createReadStream(path), createZstdCompress(level), createWriteStream(half));
    await rename(half, `${path}.zst`);
    await rm(path);
    return undefined;
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined);
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Compresses every finished history, or journal, of a folder; files that cannot be compressed stay as they are and are
 * named.
 */
export async function compressHistories(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).sort();
  const failed: string[] = [];
  for (const name of names) {
    const error = await compress(join(folder, name));
    if (error !== undefined) failed.push(`${name}: ${error.message}`);
  }
  return failed;
}
