import { createHmac, timingSafeEqual } from 'node:crypto';

/** The key of a tenant: `<tenant>.<base64url of HMAC-SHA256(secret, tenant)>`. No table, so no look-up per request. */
export function apiKey(secret: string, tenant: string): string {
  return `${tenant}.${createHmac('sha256', secret).update(tenant).digest('base64url')}`;
}

/** The tenant that an `Authorization: Bearer <key>` header proves, or undefined; compared in constant time. */
export function tenantOf(header: string | undefined, secret: string): string | undefined {
  const key = /^Bearer ([\x21-\x7e]{1,300})$/i.exec(header ?? '')?.[1];
  if (key === undefined) return undefined;
  const tenant = key.slice(0, Math.max(0, key.lastIndexOf('.')));
  if (tenant === '' || tenant.length > 100) return undefined;
  const expected = Buffer.from(apiKey(secret, tenant));
  const given = Buffer.from(key);
  return expected.length === given.length && timingSafeEqual(expected, given) ? tenant : undefined;
}
