import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { ToolSettings } from './tool-settings.ts';

const execute = promisify(execFile);
const timeoutMs = 600_000;

/** Downloads the pinned release archive; what does not have its SHA-256 is neither unpacked nor kept. */
export async function downloadTool(
  { tool, platform, releasesUrl, progress, signal }: ToolSettings,
  folder: string,
): Promise<{ readonly path: string } | { readonly reason: string }> {
  const release = tool.releases[platform];
  if (release === undefined) return { reason: `release archive: there is none for ${platform}` };
  const url = `${releasesUrl}${release.path}`;
  const archive = join(folder, basename(release.path));
  progress.note(`downloading ${tool.name} v${tool.version} …`);
  try {
    const limit = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) });
    if (!response.ok || response.body === null) return { reason: `release archive: ${url} answers ${response.status}` };
    const hash = createHash('sha256');
    const hashing = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    await pipeline(Readable.fromWeb(response.body), hashing, createWriteStream(archive));
    const sha256 = hash.digest('hex');
    if (sha256 !== release.sha256) {
      const differs = `has SHA-256 ${sha256}, where ${release.sha256} is pinned; it was thrown away`;
      return { reason: `release archive: ${url} ${differs}` };
    }
    // bsdtar, macOS's tar, unpacks zip archives too; on Linux they are all tar archives.
    await execute('tar', ['-xf', archive, '-C', folder]);
    const path = join(folder, release.member);
    if (!(await stat(path)).isFile()) return { reason: `release archive: ${url} holds no ${release.member}` };
    await chmod(path, 0o755);
    return { path };
  } catch (error) {
    signal?.throwIfAborted();
    return { reason: `release archive: ${url}: ${wordsOf(error)}` };
  }
}

/** fetch says only "fetch failed"; its cause says why. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
