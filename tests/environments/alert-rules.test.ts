import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { awaitAlerts } from '../../campaigns/await-alerts.ts';
import { alertRules } from '../../environments/observers/alert-rules.ts';
import { suite } from '../door.ts';

const test = suite("the target's own alerts");

/** Asks a server that answers with this. */
async function asked(body: string): Promise<Awaited<ReturnType<typeof alertRules>>> {
  const server = createServer((request, response) =>
    response.end(request.url === '/api/v1/rules?type=alert' ? body : ''),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await alertRules(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

const groups = (...rules: readonly object[]): string =>
  JSON.stringify({ status: 'success', data: { groups: [{ name: 'one', rules }] } });

test('rules and their states are read, and no more of them than anybody reads', async () => {
  const rules = [{ name: 'Down', state: 'firing', query: 'up == 0', type: 'alerting' }];
  assert.equal(await asked(groups(...rules)), [{ name: 'Down', state: 'firing' }]);
  const many = Array.from({ length: 300 }, () => ({ name: 'x'.repeat(1_000), state: 'inactive' }));
  const read = await asked(groups(...many));
  assert.equal([read?.length, read?.[0]?.name.length], [200, 200]);
});

test('what cannot be read says nothing', async () => {
  assert.is(await asked('<html>'), null);
  assert.is(await asked(groups({ name: 'Down', state: 'perhaps' })), null);
  assert.is(await asked(groups({ name: 7, state: 'firing' })), null);
  assert.is(await asked('{"data": null}'), null);
  assert.is(await alertRules('http://127.0.0.1:9'), null);
});

test('it is waited until none is raised, or for as long as an alert may take to end', async () => {
  const { signal } = new AbortController();
  let asks = 0;
  const states = ['firing', 'pending', 'inactive'] as const;
  const ending = async () => [{ name: 'Down', state: states[Math.min(asks++, 2)] ?? 'inactive' }] as const;
  await awaitAlerts(ending, { clock: () => asks, signal });
  assert.is(asks, 3);
  let looks = 0;
  const lasting = async () => [{ name: 'Down', state: 'firing' as const }];
  await awaitAlerts(lasting, { clock: () => 100_000 * looks++, signal });
  assert.is(looks, 3);
});
