import type { Operation } from '../../core/operation.ts';
import { hash } from '../../core/random.ts';
import type { Reach } from '../../core/reach.ts';
import type { Zone } from '../../core/world.ts';
import { openAttempt, traceparent } from '../../targets/attempt.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import type { HttpCall, HttpReply, Session, Target } from '../../targets/target.ts';
import { fetchBy } from './fetch-by.ts';
import { signWebhook } from './sign-webhook.ts';

export interface ClientOptions {
  readonly target: Target;
  readonly baseUrls: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  /** ms on the source's clock, monotonic. */
  readonly clock: () => number;
  /** `process` of its operations; also seeds its ids. */
  readonly name: string;
  /** 8 hex digits, of this run alone. */
  readonly runId: string;
  readonly timeoutMs: number;
  /** The clocks that the target's catalogue asks for. */
  readonly zones?: readonly Zone[];
  readonly signal?: AbortSignal;
  /** How the base URLs are reached, where that is settled. */
  readonly reach?: Reach | undefined;
}

/** A user in Node, for what needs no thousand of them: the prober, reading the state, trying an adapter out. */
export interface Client {
  perform(
    intent: Intent,
    options?: { readonly intendedMs?: number },
  ): Promise<{
    readonly completion: Completion;
    readonly operation: Operation;
    readonly lastReply: HttpReply | undefined;
  }>;
}

export function openClient(options: ClientOptions): Client {
  const session: Session = { user: options.name, notes: new Map(), clocks: openClocks(options.zones ?? []) };
  let operations = 0;
  let turn = 0;
  const prefix = options.runId + hex16(options.name);
  return {
    async perform(intent, { intendedMs } = {}) {
      const id = prefix + (operations++).toString(16).padStart(8, '0');
      const context = { id, process: options.name, ...(intendedMs === undefined ? {} : { intendedMs }) };
      const attempt = openAttempt(options.target, intent, session, context);
      let lastReply: HttpReply | undefined;
      let made = 0;
      for (let call = attempt.next(); call !== undefined; made += 1) {
        const baseUrl = options.baseUrls[turn % options.baseUrls.length] ?? '';
        if (!options.target.offers.stickySessions) turn += 1;
        const startMs = options.clock();
        lastReply = await send(call, baseUrl, traceparent(id, made), options);
        const endMs = options.clock();
        attempt.made({ route: `${call.method} ${call.route}`, startMs, endMs, status: lastReply.status });
        call = attempt.next(lastReply);
      }
      return { completion: attempt.completion(), operation: attempt.operation(), lastReply };
    },
  };
}

/** No reply, for whatever reason, is status 0 with the reason as its body. */
async function send(call: HttpCall, baseUrl: string, trace: string, options: ClientOptions): Promise<HttpReply> {
  const headers: Record<string, string> = { ...call.headers, traceparent: trace };
  if (call.sign?.scheme === 'bearer') headers.authorization = `Bearer ${options.secrets[call.sign.secret] ?? ''}`;
  else if (call.sign !== undefined) {
    Object.assign(headers, signWebhook(call.sign, call.body ?? '', options.secrets, Date.now()));
  }
  const timeout = AbortSignal.timeout(call.timeoutMs ?? options.timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  try {
    const { method, body } = call;
    const response = await fetchBy(options.reach)(baseUrl + call.path, {
      method,
      headers,
      body,
      signal,
      redirect: 'manual',
    });
    const replied = Object.fromEntries(response.headers);
    // Several cookies come as one header, as k6 hands them on.
    const cookies = response.headers.getSetCookie();
    if (cookies.length > 0) replied['set-cookie'] = cookies.join(', ');
    return { status: response.status, headers: replied, body: await bodyOf(response) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return { status: 0, headers: {}, body: cause };
  }
}

/** No page that a user is shown is as long; one that never ends must not fill the memory before its time is over. */
const bodyBytesMax = 1 << 26;

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Error(`the reply went on behind ${bodyBytesMax} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function hex16(name: string): string {
  return hash(name).toString(16).padStart(8, '0') + hash(`${name}'`).toString(16).padStart(8, '0');
}
