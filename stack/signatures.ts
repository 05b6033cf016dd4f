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

/** Whether a delivery is its sender's own, and of now. */
export interface Signatures {
  /** Five minutes in either direction are forgiven. */
  isTimely(sentAtMs: number, nowMs: number): boolean;
  /** Whether one of its signatures, whichever, was made with one of the tenant's secrets; compared in constant time. */
  isSigned(delivery: Delivery): boolean;
}

const toleranceMs = 5 * 60_000;

export function createSignatures(secret: string): Signatures {
  return {
    isTimely: (sentAtMs, nowMs) => Math.abs(nowMs - sentAtMs) <= toleranceMs,
    isSigned({ tenant, id, timestamp, signature, body }) {
      const given = signature.split(' ').flatMap((one) => {
        return one.startsWith('v1,') ? [Buffer.from(one.slice('v1,'.length))] : [];
      });
      return webhookSecrets(secret, tenant).some((key) => {
        const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
        const expected = Buffer.from(digest);
        return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
      });
    },
  };
}
