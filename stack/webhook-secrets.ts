import { createHmac } from 'node:crypto';

/**
 * The secrets that a tenant's provider may sign with, as bytes: the present one and the one that it is rotated to,
 * HMAC-SHA256(secret, `webhook:<tenant>`) and HMAC-SHA256(secret, `webhook-new:<tenant>`). Providers write them as
 * `whsec_<base64>`.
 */
export function webhookSecrets(secret: string, tenant: string): readonly Buffer[] {
  return ['webhook', 'webhook-new'].map((use) => createHmac('sha256', secret).update(`${use}:${tenant}`).digest());
}
