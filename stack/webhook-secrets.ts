import { createHmac } from 'node:crypto';

/** Which endpoint a secret is for; each has secrets of its own. */
export type WebhookScheme = 'webhook' | 'voice';

/**
 * The secrets that a tenant's provider may sign with, as bytes: the present one and the one that it is rotated to,
 * HMAC-SHA256(secret, `webhook:<tenant>`) and HMAC-SHA256(secret, `webhook-new:<tenant>`). Providers write them as
 * `whsec_<base64>`. Those of the voice provider's own endpoint are made of `voice:` and `voice-new:`.
 */
export function webhookSecrets(secret: string, tenant: string, scheme: WebhookScheme = 'webhook'): readonly Buffer[] {
  return [scheme, `${scheme}-new`].map((use) => createHmac('sha256', secret).update(`${use}:${tenant}`).digest());
}
