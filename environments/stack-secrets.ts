import { createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * The reference stack's secrets, by the names that its adapter signs with. `api-key/<tenant>` is
 * `<tenant>.<base64url of HMAC-SHA256(secret, tenant)>`. `webhook/<tenant>`, and `webhook/<tenant>/new` that it is
 * rotated to, are `whsec_<base64 of HMAC-SHA256(secret, text)>` of the texts `webhook:<tenant>` and
 * `webhook-new:<tenant>`. `webhook/nobody` is made like the others, for a company that is not there.
 */
export async function stackSecrets(fixturesFolder: string, secret: string): Promise<Readonly<Record<string, string>>> {
  const secrets: Record<string, string> = {};
  const webhookSecret = (text: string) => `whsec_${createHmac('sha256', secret).update(text).digest('base64')}`;
  const lines = createInterface({ input: createReadStream(join(fixturesFolder, 'companies.ndjson')) });
  for await (const line of lines) {
    if (line === '') continue;
    const { id } = JSON.parse(line) as { readonly id: string };
    secrets[`api-key/${id}`] = `${id}.${createHmac('sha256', secret).update(id).digest('base64url')}`;
    secrets[`webhook/${id}`] = webhookSecret(`webhook:${id}`);
    secrets[`webhook/${id}/new`] = webhookSecret(`webhook-new:${id}`);
  }
  secrets['webhook/nobody'] = webhookSecret('webhook:nobody');
  return secrets;
}
