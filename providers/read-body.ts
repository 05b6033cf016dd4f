import type { IncomingMessage } from 'node:http';

export const bodyBytesMax = 65_536;

/** All bytes, or the first ones and `isWhole` false: too many, or the caller went away. */
export interface Body {
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

/** Never throws; reads no more than it may. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (length + chunk.length > bodyBytesMax) return { bytes: Buffer.concat(chunks), isWhole: false };
      chunks.push(chunk);
      length += chunk.length;
    }
  } catch {
    return { bytes: Buffer.concat(chunks), isWhole: false };
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}
