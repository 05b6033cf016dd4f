import http from 'k6/http';
import type { HttpCall, HttpReply } from '../../targets/target.ts';

export interface Sender {
  /** A visit begins: its number decides which base URL it meets first (or only). */
  begin(visit: number): void;
  /** @param secret the value that the call's `sign` names */
  send(call: HttpCall, traceparent: string, timeoutMs: number): HttpReply;
  /** Requests that Go's HTTP client has perhaps sent twice, in silence, so far. */
  resends(): number;
}

/**
 * The one door to HTTP in k6: no redirect is followed and no cookie kept, since adapters do that. Requests go round
 * all base URLs in turn, so that nothing can hide in one process's memory, unless the platform's visits are sticky.
 */
export function openSender(
  baseUrls: readonly string[],
  secrets: Readonly<Record<string, string>>,
  options: { readonly isSticky: boolean; readonly clock: () => number },
): Sender {
  let turn = 0;
  let resends = 0;
  const used = new Set<string>();
  return {
    begin(visit) {
      turn = visit;
    },
    send(call, traceparent, timeoutMs) {
      const baseUrl = baseUrls[turn % baseUrls.length] ?? '';
      if (!options.isSticky) turn += 1;
      const headers: Record<string, string> = { ...call.headers, traceparent };
      if (call.sign !== undefined) headers.authorization = `Bearer ${secrets[call.sign.secret] ?? ''}`;
      const sentMs = options.clock();
      const response = http.request(call.method, baseUrl + call.path, call.body ?? null, {
        headers,
        timeout: call.timeoutMs ?? timeoutMs,
        redirects: 0,
        jar: new http.CookieJar(),
      });
      const elapsedMs = options.clock() - sentMs;
      if (used.has(baseUrl) && isResendSuspected(response.timings, elapsedMs)) resends += 1;
      used.add(baseUrl);
      const body = typeof response.body === 'string' ? response.body : '';
      return { status: response.status, headers: lowerCased(response.headers), body };
    },
    resends: () => resends,
  };
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

type Timings = Readonly<Record<'blocked' | 'connecting' | 'sending' | 'waiting' | 'receiving', number>>;

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name of Object.keys(headers)) lower[name.toLowerCase()] = headers[name] ?? '';
  return lower;
}
