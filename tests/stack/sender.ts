import { createHmac } from 'node:crypto';
import { type Answer, webhookSecret } from './platform.ts';

/** One delivery; what it does not say is as a good sender has it. */
export interface Sent {
  readonly tenant?: string;
  readonly id: string;
  readonly body: string | Buffer;
  /** Seconds, beside the present. */
  readonly late?: number;
  /** Seconds since the epoch, in place of that. */
  readonly at?: number;
  /** Secrets that it is signed with, one signature each. */
  readonly secrets?: readonly string[];
  /** In place of those that were made. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Delivers as the Standard Webhooks specification says; written a second time on purpose, from the specification. */
export async function deliver(url: string, sent: Sent): Promise<Answer> {
  const { tenant = 'acme', id, body, late = 0, secrets = [webhookSecret(tenant)] } = sent;
  const timestamp = String(sent.at ?? Math.floor(Date.now() / 1_000) - late);
  const reply = await fetch(`${url}/webhooks/standard/${tenant}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': secrets.map((one) => signatureOf(one, `${id}.${timestamp}.`, body)).join(' '),
      ...sent.headers,
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** `v1,<base64>` */
export function signatureOf(secret: string, head: string, body: string | Buffer): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(head).update(body).digest('base64')}`;
}

/** An event's body. */
export function event(type: string, data: object = {}): string {
  return JSON.stringify({ type, data: { callId: 'call-1', sequence: 0, ...data } });
}
