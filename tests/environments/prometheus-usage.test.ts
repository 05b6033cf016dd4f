import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { externalSight } from '../../environments/external-sight.ts';
import { openPrometheusUsage } from '../../environments/observers/prometheus-usage.ts';
import { suite } from '../door.ts';

const test = suite("what the owner's Prometheus tells");

/** What a server answers one query after the other, and what it was asked. */
async function asked(
  bodies: readonly string[],
  jobs: readonly string[],
  head: { status?: number; location?: string } = {},
) {
  const queries: string[] = [];
  const server = createServer((request, response) => {
    queries.push(new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? '');
    response.writeHead(head.status ?? 200, head.location === undefined ? {} : { location: head.location });
    response.end(bodies[queries.length - 1] ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const usage = openPrometheusUsage({ url, jobs }, fetch);
    const told = [];
    for (const [index] of bodies.entries()) told.push(await usage(index * 1_000));
    return { told, queries };
  } finally {
    server.close();
  }
}

function vector(...figures: readonly (readonly [name: string, instance: string, value: string])[]): string {
  const result = figures.map(([name, instance, value]) => ({
    metric: { __name__: name, job: 'booking', instance },
    value: [1_700_000_000, value],
  }));
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
}

const one = vector(
  ['process_cpu_seconds_total', 'a:1', '12.5'],
  ['process_resident_memory_bytes', 'a:1', '2e8'],
  ['process_open_fds', 'a:1', '40'],
  ['process_cpu_seconds_total', 'b:1', '3'],
);

test('each process of the jobs is told of once, until something of it changes', async () => {
  const later = one.replace('12.5', '13');
  const { told, queries } = await asked([one, one, later], ['booking', 'a.b']);
  const first = { kind: 'process', atMs: 0, name: 'booking a:1', role: 'elsewhere', pid: 0, cpuMs: 12_500 };
  assert.equal(told[0], [{ ...first, rssBytes: 2e8, descriptors: 40 }]);
  assert.equal(told[1], []);
  assert.equal(told[2]?.[0], { ...first, atMs: 2_000, cpuMs: 13_000, rssBytes: 2e8, descriptors: 40 });
  assert.match(queries[0] ?? '', 'job=~"booking|a\\\\.b"');
});

test('without a job nobody is asked, and what cannot be read, or leads elsewhere, tells nothing', async () => {
  assert.equal((await asked([one], [])).queries, []);
  for (const body of ['<html>', '{"data": null}', vector(['process_cpu_seconds_total', 'a:1', 'NaN'])]) {
    assert.equal((await asked([body], ['booking'])).told, [[]]);
  }
  const redirected = await asked([one, one], ['booking'], { status: 302, location: '/elsewhere' });
  assert.equal(redirected.told, [[], []]);
  assert.is(redirected.queries.length, 2);
});

test('only this machine, and hosts of the target, are asked', () => {
  const reached = { baseUrls: ['https://staging.example'], reach: { addresses: {} }, askOwners: async () => [] };
  const sight = (url: string) => externalSight({ url, jobs: [] }, reached, () => []);
  assert.throws(() => sight('http://metrics.example:9090'), /may be loaded/);
  assert.throws(() => sight('http://10.0.0.1:9090'), /may be loaded/);
  for (const url of ['http://staging.example:9090', 'http://127.0.0.1:9090', 'http://[::1]:9090']) {
    assert.ok(sight(url).alerts !== undefined);
  }
  assert.is(externalSight(undefined, reached, () => []).alerts, undefined);
});
