import { type Dispatcher, request } from 'undici';
import { CallFailure } from './call-failure.ts';
import type { ProviderName, Settings } from './settings.ts';
import { type Cause, passedOn } from './trace.ts';

/** One request to a provider. */
export interface ProviderCall {
  readonly provider: ProviderName;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** The same for every attempt. */
  readonly key: string;
  /** The request that it is traced back to. */
  readonly cause?: Cause;
}

/** What a provider answered, whatever it means. */
export interface ProviderReply {
  readonly status: number;
  /** Its `Retry-After`, in ms from now; 0 without one. */
  readonly retryAfterMs: number;
  /** undefined: no JSON, or more of it than anybody wants to read. */
  readonly body: unknown;
}

/** The wire to the providers: one request, one reply, nothing tried twice. */
export interface Providers {
  /** @throws CallFailure when no reply came */
  send(call: ProviderCall, signal: AbortSignal): Promise<ProviderReply>;
}

const replyMaxBytes = 65_536;
/** Nobody is believed who wants to be left alone for longer. */
const retryAfterMaxMs = 3_600_000;

export function createProviders({ providerUrls, providerToken }: Settings): Providers {
  return {
    async send({ provider, method, path, body, key, cause }, signal) {
      const base = providerUrls[provider];
      if (base === undefined) throw new CallFailure(`there is no ${provider} here`);
      try {
        // Half of what `fetch` takes, which would be half of all that a relay has to do.
        const reply = await request(base + path, {
          method,
          headers: {
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(providerToken === '' ? {} : { authorization: `Bearer ${providerToken}` }),
            'idempotency-key': key,
            ...(cause === undefined ? {} : idsOf(cause)),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal,
        });
        const retryAfterMs = waitOf(firstOf(reply.headers['retry-after']), Date.now());
        return { status: reply.statusCode, retryAfterMs, body: await readJson(reply.body) };
      } catch (error) {
        const reason = signal.aborted ? 'not in time' : reasonOf(error);
        throw new CallFailure(`no reply: ${reason}`, { cause: error });
      }
    },
  };
}

function idsOf(cause: Cause): Record<string, string> {
  return { 'x-correlation-id': cause.correlationId, traceparent: passedOn(cause) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

function firstOf(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}

/** Reads as much as an answer may have, and lets go of the rest. */
async function readJson(body: Dispatcher.ResponseData['body']): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > replyMaxBytes) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

/** `Retry-After` is a number of seconds, or a date (RFC 9110). */
export function waitOf(header: string | null, nowMs: number): number {
  const text = header?.trim() ?? '';
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), retryAfterMaxMs);
}
