import type { HttpReply } from '../../targets/target.ts';

/** A reply that came whole. */
export interface WholeReply {
  readonly reply: HttpReply;
  /** Whether the connection may be used again. */
  readonly isKept: boolean;
  /** For how long the platform says that it keeps the connection, where it says so. */
  readonly keptMs?: number;
}

/** What has arrived and was not read yet. */
export interface Inbox {
  rest: Buffer;
  /** The other side has said that it sends nothing more. */
  isEnded: boolean;
}

/** Asks whoever drives the reading for more; it adds to the inbox, or ends it, and goes on. */
type Reading<Result> = Generator<undefined, Result, undefined>;

const headBytesMax = 64 * 1024;
const linesMax = 256;
const bodyBytesMax = 16 * 1024 * 1024;
const chunkLineBytesMax = 1_024;

/**
 * Reads one HTTP/1.1 reply (https://www.rfc-editor.org/rfc/rfc9112), as strictly as an attacker deserves: what two
 * readers could understand in two ways is no reply. Driven from outside: each `yield` asks for more bytes.
 * @throws Error with a sentence that says what came instead
 */
export function* readReply(inbox: Inbox): Reading<WholeReply> {
  for (;;) {
    yield* greeting(inbox);
    const { status, minor } = statusOf(yield* line(inbox, headBytesMax));
    const headers = yield* headersOf(inbox);
    // 103 and the like come before the reply itself; nobody asked for another protocol.
    if (status === 101) throw new Error('it switches protocols, though nobody asked for that');
    if (status < 200) continue;
    const framing = framingOf(status, headers);
    const body = yield* bodyOf(inbox, framing);
    const connection = (headers.connection ?? '').toLowerCase();
    const isKept = minor === 1 ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection);
    const kept = /\btimeout=(\d{1,6})\b/.exec(headers['keep-alive'] ?? '')?.[1];
    return {
      reply: { status, headers, body: body.toString('utf8') },
      isKept: isKept && framing !== 'until-end' && inbox.rest.length === 0 && !inbox.isEnded,
      ...(kept === undefined ? {} : { keptMs: Number(kept) * 1_000 }),
    };
  }
}

/** Who speaks something else is recognised by the first bytes, since no line may ever follow them. */
function* greeting(inbox: Inbox): Reading<void> {
  while (inbox.rest.length < 4 && !inbox.isEnded) yield;
  const [first, second, , kind] = inbox.rest;
  // RFC 9113, 3.4: an HTTP/2 server begins with a SETTINGS frame (type 4), whose length takes the first three bytes.
  if (first === 0 && second === 0 && kind === 4) throw new Error('it speaks HTTP/2 only, and this driver HTTP/1.1');
  // RFC 8446, 5.1: an alert (21) or handshake (22) record, then the version's first half.
  if ((first === 21 || first === 22) && second === 3)
    throw new Error('it speaks TLS, so its base URL begins with https');
  if (inbox.rest.length === 0) throw new Error('it closed the connection without a reply');
}

function statusOf(text: string): { readonly status: number; readonly minor: number } {
  const match = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/.exec(text);
  if (match === null) throw new Error(`it answers with what is no HTTP/1.1: ${shown(text)}`);
  return { status: Number(match[2]), minor: Number(match[1]) };
}

const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

/** Names in lower case; several of one name are one with commas, as k6 hands them on. */
function* headersOf(inbox: Inbox): Reading<Record<string, string>> {
  const headers: Record<string, string> = Object.create(null);
  let bytes = 0;
  for (let lines = 0; lines < linesMax; lines += 1) {
    const text = yield* line(inbox, headBytesMax - bytes);
    if (text === '') return { ...headers };
    bytes += text.length + 2;
    const match = headerLine.exec(text);
    if (match === null) throw new Error(`a header that is none: ${shown(text)}`);
    const [name, value] = [(match[1] as string).toLowerCase(), match[2] as string];
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  throw new Error(`more than ${linesMax} headers`);
}

type Framing = 'none' | 'chunked' | 'until-end' | number;

/** RFC 9112, section 6.3; what is stated twice in two ways is refused. */
function framingOf(status: number, headers: Readonly<Record<string, string>>): Framing {
  const { 'transfer-encoding': encoding, 'content-length': length } = headers;
  if (encoding !== undefined) {
    if (length !== undefined) throw new Error('both a length and chunks: nobody knows where the reply ends');
    if (encoding.toLowerCase() !== 'chunked')
      throw new Error(`a transfer encoding that nobody asked for: ${shown(encoding)}`);
    return 'chunked';
  }
  if (status === 204 || status === 304) return 'none';
  if (length === undefined) return 'until-end';
  const stated = new Set(length.split(/ *, */));
  const [only] = stated;
  if (stated.size !== 1 || !/^\d{1,15}$/.test(only ?? '')) throw new Error(`a length that is none: ${shown(length)}`);
  return withinLimit(Number(only));
}

function* bodyOf(inbox: Inbox, framing: Framing): Reading<Buffer> {
  if (framing === 'none') return Buffer.alloc(0);
  if (framing === 'chunked') return yield* chunksOf(inbox);
  if (framing !== 'until-end') return yield* bytesOf(inbox, framing);
  const parts: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    bytes = withinLimit(bytes + inbox.rest.length);
    parts.push(take(inbox, inbox.rest.length));
    if (inbox.isEnded) return Buffer.concat(parts);
    yield;
  }
}

function* chunksOf(inbox: Inbox): Reading<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const text = yield* line(inbox, chunkLineBytesMax);
    const match = /^([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?$/.exec(text);
    if (match === null) throw new Error(`a chunk without a length: ${shown(text)}`);
    const length = Number.parseInt(match[1] as string, 16);
    if (length === 0) break;
    bytes = withinLimit(bytes + length);
    parts.push(yield* bytesOf(inbox, length));
    if ((yield* line(inbox, 0)) !== '') throw new Error('a chunk that is longer than it says');
  }
  // Trailers are read, since they are there, and told nobody.
  yield* headersOf(inbox);
  return Buffer.concat(parts);
}

function* bytesOf(inbox: Inbox, length: number): Reading<Buffer> {
  const parts: Buffer[] = [];
  let missing = length;
  for (;;) {
    const part = take(inbox, Math.min(missing, inbox.rest.length));
    parts.push(part);
    missing -= part.length;
    if (missing === 0) return parts.length === 1 ? part : Buffer.concat(parts);
    yield* more(inbox);
  }
}

/** The next line without its end, which is CR LF and nothing else; as Latin-1, so that no byte gets lost. */
function* line(inbox: Inbox, bytesMax: number): Reading<string> {
  for (;;) {
    const end = inbox.rest.indexOf('\n');
    if (end > bytesMax + 1 || (end === -1 && inbox.rest.length > bytesMax + 1)) {
      throw new Error(`a line that goes on behind ${bytesMax} bytes: ${shown(inbox.rest.toString('latin1', 0, 80))}`);
    }
    if (end !== -1) {
      const text = take(inbox, end + 1).toString('latin1', 0, end);
      if (!text.endsWith('\r') || /[\0\r]/.test(text.slice(0, -1)))
        throw new Error(`a line with a bad end: ${shown(text)}`);
      return text.slice(0, -1);
    }
    yield* more(inbox);
  }
}

function* more(inbox: Inbox): Reading<void> {
  if (inbox.isEnded) throw new Error('the reply broke off');
  yield;
}

function take(inbox: Inbox, length: number): Buffer {
  const taken = inbox.rest.subarray(0, length);
  inbox.rest = inbox.rest.subarray(length);
  return taken;
}

function withinLimit(bytes: number): number {
  if (bytes > bodyBytesMax) throw new Error(`a body of more than ${bodyBytesMax} bytes`);
  return bytes;
}

/** What a platform sent, fit for a line of a report. */
function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
