import { readdir, readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as assert from 'uvu/assert';
import { firstConnection } from '../../stack/first-connection.ts';
import { suite } from '../door.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Api, apiKey, runEntry, startApi } from './platform.ts';
import { openWire } from './wire.ts';
import { loadWorld, monday } from './world.ts';

const test = suite('stack: operations');
let database: Database;
let api: Api;

test.before(async () => {
  database = await startDatabase();
  await loadWorld(database.url);
  api = await startApi(database.url, { PROCESS_NAME: 'api-1' });
});

test.after(async () => {
  await api?.stop();
  await database?.remove();
});

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: { readonly Problem: object } };
}

interface Operation {
  readonly summary?: string;
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

async function openApi(): Promise<OpenApi> {
  return (await api.call('', 'GET', '/openapi.json')).body as unknown as OpenApi;
}

const place = { branchId: 'acme-main', serviceId: 'cut', staffId: 'chair-00', customerId: 'anna' };

test('the OpenAPI document names every route, and every one that it names is there', async () => {
  const { openapi, paths } = await openApi();
  assert.is(openapi, '3.1.0');
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  const folder = new URL('../../stack/routes/', import.meta.url);
  const sources = await Promise.all((await readdir(folder)).map((name) => readFile(new URL(name, folder), 'utf8')));
  const written = [...sources.join('\n').matchAll(/'(\/(?:v1|webhooks|health|metrics|openapi)[^'?]*)'/g)]
    .map((match) => String(match[1]).replace(/:(\w+)/g, '{$1}'))
    .sort();
  assert.equal([...new Set(documented.map((one) => one.split(' ')[1]))].sort(), [...new Set(written)]);
  for (const one of documented) {
    const [method = '', path = ''] = one.split(' ');
    const answer = await api.call('acme', method.toUpperCase(), path.replace('{id}', 'nobody'));
    assert.is.not(answer.body.detail, 'there is no such route', one);
    const security = path.startsWith('/v1/') && path !== '/v1/companies';
    if (security) assert.is((await api.call('', method.toUpperCase(), path)).status, 401, one);
  }
  for (const operations of Object.values(paths)) {
    for (const { summary } of Object.values(operations)) assert.type(summary, 'string');
  }
});

test('what the routes answer is what the document says', async () => {
  const { paths, components } = await openApi();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const demand = async (method: string, template: string, path: string, status: number, body?: object) => {
    const answer = await api.call('acme', method, path, body);
    assert.is(answer.status, status, `${path}: ${JSON.stringify(answer.body)}`);
    const described = paths[template]?.[method.toLowerCase()]?.responses[String(status)]?.content;
    assert.ok(described, `${method} ${template} has no reply ${status}`);
    const schema = status < 400 ? described['application/json']?.schema : components.schemas.Problem;
    const validate = ajv.compile(schema as object);
    assert.ok(validate(answer.body), `${path}: ${ajv.errorsText(validate.errors)}`);
    return answer.body;
  };
  const wish = { ...place, start: `${monday}T09:00:00Z`, tag: 'documented' };
  const held = await demand('POST', '/v1/holds', '/v1/holds', 201, wish);
  await demand('POST', '/v1/appointments', '/v1/appointments', 409, wish);
  await demand('POST', '/v1/holds/{id}/confirm', `/v1/holds/${held.id}/confirm`, 200);
  const move = { staffId: 'chair-01', start: wish.start };
  await demand('POST', '/v1/appointments/{id}/reschedule', `/v1/appointments/${held.id}/reschedule`, 200, move);
  await demand('GET', '/v1/appointments/{id}', `/v1/appointments/${held.id}`, 200);
  await demand('POST', '/v1/appointments/{id}/cancel', `/v1/appointments/${held.id}/cancel`, 200);
  await demand('POST', '/v1/appointments/{id}/no-show', `/v1/appointments/${held.id}/no-show`, 409);
  await demand('GET', '/v1/appointments', '/v1/appointments?limit=2', 200);
  const slots = `/v1/slots?branchId=acme-main&serviceId=cut&from=${monday}T00:00:00Z&to=2027-03-03T00:00:00Z&limit=5`;
  await demand('GET', '/v1/slots', slots, 200);
  await demand('GET', '/v1/slots', '/v1/slots', 400);
  const customer = await demand('POST', '/v1/customers', '/v1/customers', 201, { name: 'A', phone: '+49 2' });
  await demand('GET', '/v1/customers/{id}', `/v1/customers/${customer.id}`, 200);
  await demand('GET', '/v1/customers', '/v1/customers?phone=%2B49%202', 200);
  await demand('GET', '/v1/companies', '/v1/companies', 200);
  await demand('GET', '/v1/webhooks', '/v1/webhooks', 200);
  await demand('GET', '/v1/outgoing', '/v1/outgoing', 200);
  await demand('POST', '/v1/webhooks/{id}/replay', '/v1/webhooks/nobody/replay', 404);
  await demand('GET', '/health/live', '/health/live', 200);
});

test('a trace is taken up, passed on, and found in every log line; a correlation id is kept', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traced = await api.call('acme', 'GET', '/v1/appointments/nobody', undefined, {
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
  });
  assert.match(
    traced.headers.get('traceparent') ?? '',
    new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`),
  );
  assert.is(traced.headers.get('x-correlation-id'), traceId);
  assert.is(traced.body.correlationId, traceId);
  await api.call('acme', 'GET', '/v1/companies', undefined, { 'x-correlation-id': 'call-17' });
  for (const correlationId of [traceId, 'call-17']) {
    const line = await until(async () => {
      const found = api.logs.find((log) => log.correlationId === correlationId);
      if (found === undefined) throw new Error('not logged');
      return found;
    });
    assert.is(line.process, 'api-1');
  }
  const lines = api.logs.filter(({ msg }) => msg === 'answered');
  assert.ok(lines.length > 10);
  assert.ok(lines.every((line) => typeof line.correlationId === 'string' && line.correlationId !== ''));
});

test('no personal data and no key is ever logged', async () => {
  await api.call('acme', 'POST', '/v1/customers', { name: 'Wilhelmine Geheim', phone: '+49 999 888777' });
  await api.call('acme', 'GET', '/v1/customers?phone=%2B49%20999%20888777');
  await until(async () => assert.ok(api.logs.filter(({ route }) => route === '/v1/customers').length >= 2));
  const text = JSON.stringify(api.logs);
  for (const secret of ['Wilhelmine', '888777', apiKey('acme').slice(5)]) assert.not.match(text, secret);
});

test('metrics count requests by route, committed writes, and the connections of the pool', async () => {
  const count = async (pattern: RegExp) => {
    const text = String((await api.call('', 'GET', '/metrics')).body.text);
    return Number(pattern.exec(text)?.[1] ?? 0);
  };
  const booked = /^booking_writes_total\{kind="book"\} (\d+)$/m;
  const before = await count(booked);
  const wish = { ...place, staffId: 'chair-02', start: `${monday}T09:00:00Z` };
  const key = { 'idempotency-key': 'counted' };
  for (const status of [201, 201])
    assert.is((await api.call('acme', 'POST', '/v1/appointments', wish, key)).status, status);
  assert.is((await api.call('acme', 'POST', '/v1/appointments', wish)).status, 409);
  assert.is((await count(booked)) - before, 1);
  const refused =
    /^http_request_duration_seconds_count\{method="POST",route="\/v1\/appointments",status="409"\} (\d+)$/m;
  assert.ok((await count(refused)) >= 1);
  assert.ok((await count(/^database_pool_total (\d+)$/m)) >= 1);
});

test('migrating again changes nothing; settings that make no sense are named, all at once', async () => {
  const again = await runEntry('migrate', { databaseUrl: database.url });
  assert.equal([again.code, again.output], [0, '']);
  const env = { PORT: 'eighty', DATABASE_POOL_MAX: '0', LOG_LEVEL: 'loud' };
  const refused = await runEntry('api', { databaseUrl: database.url, env });
  assert.is(refused.code, 2);
  for (const name of ['PORT', 'DATABASE_POOL_MAX', 'LOG_LEVEL', 'API_KEY_SECRET']) assert.match(refused.errors, name);
  assert.is((await runEntry('api', { env: { API_KEY_SECRET: 'x' } })).code, 2);
});

test('readiness is red while the database refuses, and writes say that nothing is stored', async () => {
  const wish = { ...place, staffId: 'chair-12', start: `${monday}T13:00:00Z` };
  assert.is((await api.call('', 'GET', '/health/ready')).status, 200);
  await database.stop();
  assert.is((await api.call('', 'GET', '/health/ready')).status, 503);
  assert.is((await api.call('', 'GET', '/health/live')).status, 200);
  const failed = await api.call('acme', 'POST', '/v1/appointments', wish);
  assert.equal([failed.status, failed.body.type], [500, 'urn:booking:problem:internal-error']);
  await database.start();
  await until(async () => assert.is((await api.call('', 'GET', '/health/ready')).status, 200));
  assert.is((await api.call('acme', 'POST', '/v1/appointments', wish)).status, 201);
});

test('who migrates waits for a database that starts beside it, and no longer than it is told to', async () => {
  await database.stop();
  const config = { connectionString: database.url };
  const refused = await firstConnection(config, 300).catch((error: NodeJS.ErrnoException) => error.code);
  assert.is(refused, 'ECONNREFUSED');
  const waiting = firstConnection(config, 60_000);
  await database.start();
  const client = await waiting;
  assert.is((await client.query('SELECT 1')).rowCount, 1);
  await client.end();
});

test('readiness turns red while the database neither answers nor refuses', async () => {
  const wire = await openWire(database.url);
  const wired = await startApi(wire.url);
  try {
    assert.is((await wired.call('', 'GET', '/health/ready')).status, 200);
    wire.holdUp();
    // Readers wait, on the old connection and for a new one, until the database's time is up; readiness must not.
    let readersAnswered = 0;
    const readers = [1, 2].map(() =>
      wired.call('', 'GET', '/v1/companies').finally(() => {
        readersAnswered += 1;
      }),
    );
    const red = await wired.call('', 'GET', '/health/ready');
    assert.equal([red.status, red.body.status, readersAnswered], [503, 'unavailable', 0]);
    wire.letThrough();
    await Promise.all(readers);
    await until(async () => assert.is((await wired.call('', 'GET', '/health/ready')).status, 200));
  } finally {
    await wired.stop();
    await wire.close();
  }
});

test('a commit whose answer is lost is an unknown outcome, and the key tells what became of it', async () => {
  const wire = await openWire(database.url);
  const wired = await startApi(wire.url);
  const text = 'SELECT id FROM appointments WHERE tag = $1';
  try {
    for (const [where, stored] of [
      ['behind', 1],
      ['before', 0],
    ] as const) {
      const wish = {
        ...place,
        staffId: 'chair-13',
        start: `${monday}T${where === 'before' ? '09' : '10'}:00:00Z`,
        tag: where,
      };
      const key = { 'idempotency-key': `lost-${where}` };
      wire.cutAtCommit(where);
      const unknown = await wired.call('acme', 'POST', '/v1/appointments', wish, key);
      assert.equal([unknown.status, unknown.body.type], [503, 'urn:booking:problem:outcome-unknown']);
      await until(async () => assert.is((await database.query(text, [where])).length, stored));
      const again = await wired.call('acme', 'POST', '/v1/appointments', wish, key);
      assert.is(again.status, 201);
      assert.is(again.headers.get('idempotent-replayed'), stored === 1 ? 'true' : null);
      assert.is((await database.query(text, [where])).length, 1);
    }
  } finally {
    await wired.stop();
    await wire.close();
  }
});
