import { createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * The reference stack's secrets, by the names that its adapter signs with. `api-key/<tenant>` is
 * `<tenant>.<base64url of HMAC-SHA256(secret, tenant)>`. `webhook/<tenant>`, and `webhook/<tenant>/new` that it is
 * rotated to, are `whsec_<base64 of HMAC-SHA256(secret, text)>` of the texts `webhook:<tenant>` and
 * `webhook-new:<tenant>`. `voice/<tenant>` and `voice/<tenant>/new` are `base64:<…>` of the same of `voice:<tenant>`
 * and `voice-new:<tenant>`. `webhook/nobody` and `voice/nobody` are made alike, for a company that is not there.
 */
export async function stackSecrets(fixturesFolder: string, secret: string): Promise<Readonly<Record<string, string>>> {
  const secrets: Record<string, string> = {};
  const keyOf = (text: string, encoding: 'base64' | 'base64url' = 'base64') =>
    createHmac('sha256', secret).update(text).digest(encoding);
  const addWebhooks = (tenant: string): void => {
    secrets[`webhook/${tenant}`] = `whsec_${keyOf(`webhook:${tenant}`)}`;
    secrets[`webhook/${tenant}/new`] = `whsec_${keyOf(`webhook-new:${tenant}`)}`;
    secrets[`voice/${tenant}`] = `base64:${keyOf(`voice:${tenant}`)}`;
    secrets[`voice/${tenant}/new`] = `base64:${keyOf(`voice-new:${tenant}`)}`;
  };
  const lines = createInterface({ input: createReadStream(join(fixturesFolder, 'companies.ndjson')) });
  for await (const line of lines) {
    if (line === '') continue;
    const { id } = JSON.parse(line) as { readonly id: string };
    secrets[`api-key/${id}`] = `${id}.${keyOf(id, 'base64url')}`;
    addWebhooks(id);
  }
  addWebhooks('nobody');
  return secrets;
}
