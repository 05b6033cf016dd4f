import { createHash, timingSafeEqual } from 'node:crypto';

/** Where the owner of a host says that it may be loaded (RFC 8615). */
export const consentPath = '/.well-known/ansturm.json';

/** What an owner placed at `consentPath`. */
export interface Consent {
  /** Requests a second that the owner puts up with; undefined: as many as the plan has. */
  readonly requestsPerSecondMax?: number;
}

export interface ConsentAsked {
  /** With scheme and port. */
  readonly origin: string;
  /** With the port. */
  readonly host: string;
  readonly token: string;
  /** The run's own way to the host. */
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  /** ms since 1970. */
  readonly nowMs: number;
}

/** What came of reading it. `silent`: nobody answered, or with an error, so that nothing is known. */
export type ConsentRead =
  | { readonly consent: Consent }
  | { readonly refusal: string }
  | { readonly silent: string; readonly cause?: unknown };

const timeoutMs = 5_000;
const bytesMax = 16_384;

/**
 * Reads whether a host's owner lets it be loaded by whoever has the token. The token itself is never sent: the document
 * has its SHA-256 only, so that reading the document gives nobody the right.
 */
export async function readConsent(asked: ConsentAsked): Promise<ConsentRead> {
  const place = `${asked.origin}${consentPath}`;
  let status: number;
  let text: string;
  try {
    const signal = AbortSignal.any([asked.signal, AbortSignal.timeout(timeoutMs)]);
    const reply = await asked.fetch(place, { redirect: 'manual', signal });
    status = reply.status;
    text = await beginning(reply);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { silent: `${place} cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, cause };
  }
  if (status >= 500 || status === 429) return { silent: `${place} cannot be read (${status})` };
  if (status !== 200) return { refusal: `there is no consent at ${place} (${status})` };
  const document = parsed(text);
  if (document === undefined) return { refusal: `what stands at ${place} is no JSON object` };
  const problem = problemOf(document, asked);
  if (problem !== undefined) return { refusal: `${place}: ${problem}` };
  const { requestsPerSecondMax: most } = document;
  return { consent: typeof most === 'number' ? { requestsPerSecondMax: most } : {} };
}

function problemOf(document: Readonly<Record<string, unknown>>, { host, token, nowMs }: ConsentAsked) {
  const { ansturm, tokenSha256, hosts, until, stop, requestsPerSecondMax: most } = document;
  if (ansturm !== 1) return '"ansturm" is not 1, the only version that is known';
  if (stop !== undefined && stop !== false) return 'its owner says stop';
  if (typeof tokenSha256 !== 'string' || !isHashOf(tokenSha256, token)) {
    return '"tokenSha256" is not the SHA-256 of the token in ANSTURM_CONSENT';
  }
  if (!Array.isArray(hosts) || !hosts.includes(host)) return `"hosts" does not name ${host}`;
  const untilMs = typeof until === 'string' ? Date.parse(until) : Number.NaN;
  if (!(untilMs > nowMs)) return '"until" is no time to come';
  if (most !== undefined && !(typeof most === 'number' && most > 0))
    return '"requestsPerSecondMax" is no number above 0';
  return undefined;
}

function isHashOf(hash: string, token: string): boolean {
  const wanted = createHash('sha256').update(token).digest();
  const told = Buffer.from(hash, 'hex');
  return told.length === wanted.length && timingSafeEqual(told, wanted);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function beginning(reply: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of reply.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, bytesMax);
}
