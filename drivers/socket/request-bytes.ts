import type { HttpCall } from '../../targets/target.ts';
import type { Origin } from './origin.ts';

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Where a request ends is the driver's business alone. */
const framing: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'connection', 'expect', 'host']);

/**
 * A call as the bytes that go over the wire.
 * @throws Error when the adapter's words would break out of their line
 */
export function requestBytes(
  call: HttpCall,
  { authority, prefix }: Origin,
  { traceparent, secrets }: { readonly traceparent: string; readonly secrets: Readonly<Record<string, string>> },
): Buffer {
  // Written as a browser would: spaces and letters beyond ASCII are percent-encoded.
  const { pathname, search } = new URL(`http://host${prefix}${call.path}`);
  const headers: Record<string, string> = { host: authority, accept: '*/*', 'user-agent': 'ansturm' };
  for (const [name, value] of Object.entries(call.headers ?? {})) {
    if (!framing.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  if (traceparent !== '') headers.traceparent = traceparent;
  if (call.sign?.scheme === 'bearer') headers.authorization = `Bearer ${secrets[call.sign.secret] ?? ''}`;
  const body = Buffer.from(call.body ?? '');
  if (call.body !== undefined || call.method !== 'GET') headers['content-length'] = String(body.length);
  let head = `${call.method} ${pathname}${search} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (!token.test(name) || /[\r\n\0]/.test(value))
      throw new Error(`the adapter's header ${JSON.stringify(name)} is none`);
    head += `${name}: ${value}\r\n`;
  }
  return Buffer.concat([Buffer.from(`${head}\r\n`), body]);
}
