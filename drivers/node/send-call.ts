import type { Reach } from '../../core/reach.ts';
import type { HttpCall, HttpReply } from '../../targets/target.ts';
import { fetchBy } from './fetch-by.ts';
import { signWebhook } from './sign-webhook.ts';

export interface SendOptions {
  /** By the names that adapters sign with. */
  readonly secrets: Readonly<Record<string, string>>;
  /** For a call that has no timeout of its own. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** How the base URLs are reached, where that is settled. */
  readonly reach?: Reach | undefined;
  /** More than those of the call. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** No reply, for whatever reason, is status 0 with the reason as its body. */
export async function sendCall(call: HttpCall, baseUrl: string, options: SendOptions): Promise<HttpReply> {
  const headers: Record<string, string> = { ...call.headers, ...options.headers };
  if (call.sign?.scheme === 'bearer') headers.authorization = `Bearer ${options.secrets[call.sign.secret] ?? ''}`;
  else if (call.sign !== undefined) {
    Object.assign(headers, signWebhook(call.sign, call.body ?? '', options.secrets, Date.now()));
  }
  const timeout = AbortSignal.timeout(call.timeoutMs ?? options.timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  try {
    const { method, body } = call;
    const response = await fetchBy(options.reach)(baseUrl + call.path, {
      ...{ method, headers, body, signal },
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
