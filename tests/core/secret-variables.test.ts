import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { secretsOf, secretVariables } from '../../core/secret-variables.ts';
import { suite } from '../door.ts';

const test = suite('secrets as environment variables');

/** What a world of so many companies has: some 80 characters each, five for a company. */
function secretsFor(companies: number): Readonly<Record<string, string>> {
  const names = Array.from({ length: companies * 5 }, (_, number) => `webhook/company-${number}/new`);
  return Object.fromEntries(names.map((name) => [name, 'x'.repeat(50)]));
}

test('few stand in one variable, and come back', () => {
  const secrets = secretsFor(3);
  assert.equal(secretVariables(secrets), { ANSTURM_SECRETS: JSON.stringify(secrets) });
  assert.equal(secretsOf(secretVariables(secrets)), secrets);
  assert.equal(secretsOf({}), {});
  assert.equal(secretVariables({}), { ANSTURM_SECRETS: '{}' });
});

test('those of a thousand companies reach a process, which one variable of them does not', () => {
  const secrets = secretsFor(1_000);
  const started = (env: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, ['-e', ''], { env: { ...env } }).error?.message ?? 'started';
  if (process.platform === 'linux') assert.match(started({ ANSTURM_SECRETS: JSON.stringify(secrets) }), 'E2BIG');
  assert.is(started(secretVariables(secrets)), 'started');
  assert.equal(secretsOf(secretVariables(secrets)), secrets);
});
