import { createHmac, createSecretKey, type Hmac, type KeyObject } from 'node:crypto';
import type { Signing } from '../../targets/target.ts';

export type WebhookSigning = Exclude<Signing, { readonly scheme: 'bearer' }>;

type Secrets = Readonly<Record<string, string>>;
type Body = string | Buffer;

/** Far outside the five minutes that a receiver has to tolerate, and well within what a clock may be wrong by. */
const hourMs = 60 * 60_000;
const skewMs: Readonly<Partial<Record<WebhookSigning['credential'], number>>> = { old: -hourMs, future: hourMs };

/**
 * The headers of one delivery, rightly signed or forged as its credential says: by Standard Webhooks 1.0, or by a
 * timestamp and an HMAC in one header.
 * @param atMs the wall clock at which it is sent, ms since 1970
 */
export function signWebhook(signing: WebhookSigning, body: Body, secrets: Secrets, atMs: number) {
  const seconds = String(Math.floor((atMs + (skewMs[signing.credential] ?? 0)) / 1000));
  return signing.scheme === 'standard-webhooks'
    ? standard(signing, seconds, body, secrets)
    : timestamped(signing, seconds, body, secrets);
}

function standard(
  signing: Extract<WebhookSigning, { readonly scheme: 'standard-webhooks' }>,
  seconds: string,
  body: Body,
  secrets: Secrets,
): Record<string, string> {
  const { id } = signing;
  const headers: Record<string, string> = { 'webhook-id': id, 'webhook-timestamp': seconds };
  const signatures = signaturesOf(signing, body, secrets, (key, text) =>
    hmac(key, `${id}.${seconds}.`, text).digest('base64'),
  );
  if (signatures.length > 0) {
    headers['webhook-signature'] = signatures.map(({ version, signature }) => `${version},${signature}`).join(' ');
  }
  return headers;
}

function timestamped(
  signing: Extract<WebhookSigning, { readonly scheme: 'timestamped-hmac' }>,
  seconds: string,
  body: Body,
  secrets: Secrets,
): Record<string, string> {
  const signatures = signaturesOf(signing, body, secrets, (key, text) => hmac(key, `${seconds}.`, text).digest('hex'));
  if (signatures.length === 0) return {};
  const parts = signatures.map(({ version, signature }) => `${version}=${signature}`);
  return { [signing.header]: [`t=${seconds}`, ...parts].join(',') };
}

interface Signature {
  readonly version: string;
  readonly signature: string;
}

/** The signatures that a credential has, in the order in which they are written; none of a `missing` one. */
function signaturesOf(
  { credential, ...names }: WebhookSigning,
  body: Body,
  secrets: Secrets,
  signed: (key: KeyObject, text: Body) => string,
): readonly Signature[] {
  const by = (name: string, text = body, version = 'v1'): Signature => ({
    version,
    signature: signed(keyOf(secrets[name] ?? ''), text),
  });
  switch (credential) {
    case 'missing':
      return [];
    case 'wrong':
      return [by(names.secret, '{"of":"another body"}')];
    case 'other-tenant':
      return [by(names.otherSecret)];
    case 'unknown-version':
      return [by(names.secret, body, 'v9')];
    case 'rotated':
      return [by(names.newSecret), by(names.secret)];
    default:
      return [by(names.secret)];
  }
}

/** Keys by their text: a storm signs with the same few again and again. */
const keys = new Map<string, KeyObject>();

/** `whsec_` and `base64:` stand before bytes in base64; any other text is the key itself. */
function keyOf(secret: string): KeyObject {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const [, encoded] = /^(?:whsec_|base64:)(.*)$/s.exec(secret) ?? [];
  const key = createSecretKey(encoded === undefined ? Buffer.from(secret) : Buffer.from(encoded, 'base64'));
  keys.set(secret, key);
  return key;
}

function hmac(key: KeyObject, head: string, body: Body): Hmac {
  const made = createHmac('sha256', key);
  // A text in one go: every call costs.
  return typeof body === 'string' ? made.update(head + body) : made.update(head).update(body);
}
