import http from 'k6/http';
import type { HttpCall, HttpReply } from '../../targets/target.ts';

/** A request and its reply; times on the source's clock, which is read once at each end. */
export interface Exchange {
  readonly startMs: number;
  readonly endMs: number;
  readonly reply: HttpReply;
}

export interface Sender {
  /** A visit begins: its number decides which base URL it meets first (or only). */
  begin(visit: number): void;
  send(call: HttpCall, traceparent: string, timeoutMs: number): Exchange;
  /** The same without holding the VU up, so that several users of one VU are under way at once. */
  sendAsync(call: HttpCall, traceparent: string, timeoutMs: number): Promise<Sent>;
  /** Makes sure that the next request finds a connection: sends this one where that one will go. It is no user's. */
  warmUp(call: HttpCall | undefined, timeoutMs: number): Promise<void>;
  /** Requests that Go's HTTP client has perhaps sent twice, in silence, so far. */
  resends(): number;
}

/** A reply, and the time in which its request was really under way: without waiting for a connection. */
export interface Sent {
  readonly reply: HttpReply;
  readonly sentMs: number;
  readonly repliedMs: number;
  readonly isResendSuspected: boolean;
}

/**
 * The one door to HTTP in k6: no redirect is followed and no cookie kept, since adapters do that. Requests go round
 * all base URLs in turn, so that nothing can hide in one process's memory, unless the platform's visits are sticky.
 */
export function openSender(
  baseUrls: readonly string[],
  secretOf: (name: string) => string | undefined,
  options: { readonly isSticky: boolean; readonly clock: () => number },
): Sender {
  let turn = 0;
  let resends = 0;
  const used = new Set<string>();

  const prepare = (call: HttpCall, traceparent: string, timeoutMs: number) => {
    const baseUrl = baseUrls[turn % baseUrls.length] ?? '';
    const headers: Record<string, string> = { ...call.headers, traceparent };
    if (call.sign?.scheme === 'bearer') headers.authorization = `Bearer ${secretOf(call.sign.secret) ?? ''}`;
    const params = { headers, timeout: call.timeoutMs ?? timeoutMs, redirects: 0, jar: new http.CookieJar() };
    return { baseUrl, url: baseUrl + call.path, body: call.body ?? null, params };
  };
  const next = (): void => {
    if (!options.isSticky) turn += 1;
  };
  const wasResent = (baseUrl: string, timings: Timings, elapsedMs: number): boolean => {
    const isSuspected = used.has(baseUrl) && isResendSuspected(timings, elapsedMs);
    used.add(baseUrl);
    if (isSuspected) resends += 1;
    return isSuspected;
  };

  return {
    begin(visit) {
      turn = visit;
    },
    send(call, traceparent, timeoutMs) {
      const { baseUrl, url, body, params } = prepare(call, traceparent, timeoutMs);
      next();
      const startMs = options.clock();
      const response = http.request(call.method, url, body, params);
      const endMs = options.clock();
      wasResent(baseUrl, response.timings, endMs - startMs);
      return { startMs, endMs, reply: replyOf(response) };
    },
    async sendAsync(call, traceparent, timeoutMs) {
      const { baseUrl, url, body, params } = prepare(call, traceparent, timeoutMs);
      next();
      const startMs = options.clock();
      const response = await http.asyncRequest(call.method, url, body, params);
      const endMs = options.clock();
      const { timings } = response;
      const sentMs = Math.min(endMs, startMs + timings.blocked + timings.connecting + timings.tls_handshaking);
      const tookMs = timings.sending + timings.waiting + timings.receiving;
      // Without a reply there are no timings: it was under way as long as anybody knows.
      const repliedMs = response.status === 0 ? endMs : Math.min(endMs, sentMs + tookMs);
      const isResendSuspected = wasResent(baseUrl, timings, endMs - startMs) && mayBeResent(call);
      return { reply: replyOf(response), sentMs, repliedMs, isResendSuspected };
    },
    async warmUp(call, timeoutMs) {
      if (call === undefined) return;
      const { baseUrl, url, body, params } = prepare(call, '', timeoutMs);
      used.add(baseUrl);
      await http.asyncRequest(call.method, url, body, params);
    },
    resends: () => resends,
  };
}

/** Only what is safe to send again in Go's eyes: it looks, or it has a key. */
function mayBeResent({ method, headers }: HttpCall): boolean {
  return method === 'GET' || headers?.['idempotency-key'] !== undefined;
}

/** Shorter gaps are goja's own; a first sending that reached the platform takes longer than this. */
const resendGapMs = 5;

/**
 * Go sends a request with an idempotency key (or a GET) again, in silence, when a reused connection dies before the
 * reply. k6's timings then describe the second sending alone, on a new connection: the first is missing in their sum.
 */
function isResendSuspected(timings: Timings, elapsedMs: number): boolean {
  const { blocked, sending, waiting, receiving, connecting } = timings;
  return connecting > 0 && elapsedMs - (blocked + sending + waiting + receiving) > resendGapMs;
}

function replyOf(response: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}): HttpReply {
  const body = typeof response.body === 'string' ? response.body : '';
  return { status: response.status, headers: lowerCased(response.headers), body };
}

type Timings = Readonly<Record<'blocked' | 'connecting' | 'sending' | 'waiting' | 'receiving', number>>;

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name of Object.keys(headers)) lower[name.toLowerCase()] = headers[name] ?? '';
  return lower;
}
