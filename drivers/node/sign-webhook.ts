import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Signing } from '../../targets/target.ts';

export type WebhookSigning = Extract<Signing, { readonly scheme: 'standard-webhooks' }>;

type Secrets = Readonly<Record<string, string>>;

/** Far outside the five minutes that a receiver has to tolerate, and well within what a clock may be wrong by. */
const hourMs = 60 * 60_000;

/**
 * The headers of one delivery by Standard Webhooks 1.0, rightly signed or forged as its credential says.
 * @param atMs the wall clock at which it is sent, ms since 1970
 */
export function signWebhook(signing: WebhookSigning, body: string | Buffer, secrets: Secrets, atMs: number) {
  const { id, credential } = signing;
  const seconds = Math.floor((atMs + (skewMs[credential] ?? 0)) / 1000);
  const headers: Record<string, string> = { 'webhook-id': id, 'webhook-timestamp': String(seconds) };
  const signature = signatureOf(signing, secrets, (secret, text = body) => sign(secret, `${id}.${seconds}.`, text));
  if (signature !== undefined) headers['webhook-signature'] = signature;
  return headers;
}

const skewMs: Readonly<Partial<Record<WebhookSigning['credential'], number>>> = { old: -hourMs, future: hourMs };

function signatureOf(
  { credential, ...names }: WebhookSigning,
  secrets: Secrets,
  signed: (secret: string, text?: string | Buffer) => string,
): string | undefined {
  const secret = secrets[names.secret] ?? '';
  switch (credential) {
    case 'missing':
      return undefined;
    case 'wrong':
      return `v1,${signed(secret, '{"of":"another body"}')}`;
    case 'other-tenant':
      return `v1,${signed(secrets[names.otherSecret] ?? '')}`;
    case 'unknown-version':
      return `v9,${signed(secret)}`;
    case 'rotated':
      return `v1,${signed(secrets[names.newSecret] ?? '')} v1,${signed(secret)}`;
    default:
      return `v1,${signed(secret)}`;
  }
}

/** Keys by their text: a storm signs with the same few again and again. */
const keys = new Map<string, KeyObject>();

function sign(secret: string, prefix: string, body: string | Buffer): string {
  let key = keys.get(secret);
  if (key === undefined) {
    key = createSecretKey(Buffer.from(secret.replace(/^whsec_/, ''), 'base64'));
    keys.set(secret, key);
  }
  const hmac = createHmac('sha256', key);
  // A text in one go: every call costs.
  if (typeof body === 'string') hmac.update(prefix + body);
  else hmac.update(prefix).update(body);
  return hmac.digest('base64');
}
