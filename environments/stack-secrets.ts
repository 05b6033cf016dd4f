import { createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * The reference stack's API keys, one a tenant, by the names that its adapter signs with: `api-key/<tenant>` is
 * `<tenant>.<base64url of HMAC-SHA256(secret, tenant)>`.
 */
export async function stackSecrets(fixturesFolder: string, secret: string): Promise<Readonly<Record<string, string>>> {
  const secrets: Record<string, string> = {};
  const lines = createInterface({ input: createReadStream(join(fixturesFolder, 'companies.ndjson')) });
  for await (const line of lines) {
    if (line === '') continue;
    const { id } = JSON.parse(line) as { readonly id: string };
    secrets[`api-key/${id}`] = `${id}.${createHmac('sha256', secret).update(id).digest('base64url')}`;
  }
  return secrets;
}
