import { createHmac, timingSafeEqual } from 'node:crypto';
import { webhookSecrets } from './webhook-secrets.ts';

/** One delivery as it came, by the Standard Webhooks specification; headers that are missing are empty. */
export interface Delivery {
  readonly tenant: string;
  readonly id: string;
  /** Seconds since the epoch, as a text. */
  readonly timestamp: string;
  /** `v1,<base64>`, several with spaces between them. */
  readonly signature: string;
  readonly body: Buffer;
}

/** One delivery by the voice provider's own scheme. */
export interface VoiceDelivery {
  readonly tenant: string;
  /** `t=<seconds since the epoch>,v1=<hex>`, with one `v1=` for each secret; other parts are passed over. */
  readonly signature: string;
  readonly body: Buffer;
}

/** Whether a delivery is its sender's own, and of now. */
export interface Signatures {
  /** Five minutes in either direction are forgiven. */
  isTimely(sentAtMs: number, nowMs: number): boolean;
  /** Whether one of its signatures, whichever, was made with one of the tenant's secrets; compared in constant time. */
  isSigned(delivery: Delivery): boolean;
  /** The same for the voice provider's scheme: HMAC-SHA256 over `<t>.<body>`. */
  isVoiceSigned(delivery: VoiceDelivery): boolean;
}

const toleranceMs = 5 * 60_000;

export function createSignatures(secret: string): Signatures {
  return {
    isTimely: (sentAtMs, nowMs) => Math.abs(nowMs - sentAtMs) <= toleranceMs,
    isSigned({ tenant, id, timestamp, signature, body }) {
      const given = signature.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : []));
      const keys = webhookSecrets(secret, tenant);
      return isOneOf(given, keys, 'base64', `${id}.${timestamp}.`, body);
    },
    isVoiceSigned({ tenant, signature, body }) {
      const given = partsOf(signature, 'v1');
      return isOneOf(given, webhookSecrets(secret, tenant, 'voice'), 'hex', `${voiceTimestamp(signature)}.`, body);
    },
  };
}

/** When a voice delivery says that it was signed, in seconds since the epoch; empty unless it says so once. */
export function voiceTimestamp(signature: string): string {
  const [timestamp = '', ...more] = partsOf(signature, 't');
  return more.length === 0 && /^\d{1,12}$/.test(timestamp) ? timestamp : '';
}

function partsOf(signature: string, name: string): readonly string[] {
  return signature.split(',').flatMap((part) => {
    const [key, value] = part.trim().split('=');
    return key === name && value !== undefined ? [value] : [];
  });
}

/** Whether one of the signatures was made with one of the keys; compared in constant time. */
function isOneOf(
  given: readonly string[],
  keys: readonly Buffer[],
  encoding: 'base64' | 'hex',
  head: string,
  body: Buffer,
): boolean {
  return keys.some((key) => {
    const expected = Buffer.from(createHmac('sha256', key).update(head).update(body).digest(encoding));
    return given.some((one) => {
      const bytes = Buffer.from(one);
      return bytes.length === expected.length && timingSafeEqual(bytes, expected);
    });
  });
}
