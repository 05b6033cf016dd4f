import { gzipSync } from 'node:zlib';
import type { HttpCall } from '../../targets/target.ts';
import type { Shot } from './shot.ts';

export type WireBody = string | Buffer;

/** So many pieces after the head, a pause before each: a second and a half. */
const slowPieces = 5;

/** The body's bytes as they are sent, and so as they are signed. */
export function wireBody({ body = '', sending }: Pick<HttpCall, 'body' | 'sending'>): WireBody {
  return sending === 'compressed' ? gzipSync(body) : body;
}

/** Where a request ends is the driver's business alone. */
const framing: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'connection', 'expect', 'host']);

/** A request as it goes over the wire, and what of it follows piece by piece. */
export function wireRequest(
  { method, path, headers = {}, sending }: HttpCall,
  body: WireBody,
  host: string,
): Pick<Shot, 'request' | 'rest'> {
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  if (sending === 'compressed') head += 'content-encoding: gzip\r\n';
  for (const name in headers) if (!framing.has(name.toLowerCase())) head += `${name}: ${headers[name]}\r\n`;
  head += `content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  if (sending === 'slowly') return { request: head, rest: piecesOf(Buffer.from(body)) };
  return { request: typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head), body]) };
}

function piecesOf(body: Buffer): readonly Buffer[] {
  const length = Math.ceil(body.length / slowPieces);
  const pieces = Array.from({ length: slowPieces }, (_, at) => body.subarray(at * length, (at + 1) * length));
  return pieces.filter((piece) => piece.length > 0);
}
