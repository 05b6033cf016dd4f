import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { locateTool } from '../../tools/find-tool.ts';
import { suite } from '../door.ts';

const test = suite('compose file');
const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('every image is pinned to an exact version', () => {
  const texts = `${read('docker-compose.yml')}\n${read('Dockerfile')}`;
  const images = [...texts.matchAll(/^(?:\s*image:|FROM) (\S+)/gm)].map(([, image = '']) => image);
  assert.ok(images.length >= 8);
  for (const image of images)
    assert.match(image, /^(\$\{\w+:-ansturm-\w+:local\}|[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w-]+)?)$/);
});

test("the platform's image installs what the project has installed, in the same versions", () => {
  const { dependencies } = JSON.parse(read('stack/package.json')) as { dependencies: Record<string, string> };
  const project = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  for (const [name, version] of Object.entries(dependencies)) assert.is(version, project.dependencies[name], name);
  const locked = JSON.parse(read('stack/package-lock.json')) as { packages: Record<string, { version?: string }> };
  const all = JSON.parse(read('package-lock.json')) as typeof locked;
  assert.equal(locked.packages['']?.version, '0.1.0');
  for (const name of Object.keys(dependencies)) {
    const path = `node_modules/${name}`;
    assert.is(locked.packages[path]?.version, all.packages[path]?.version, name);
  }
});

test('it listens on loopback only, holds no secret, and hardens every service', async () => {
  const compose = (await locateTool('docker-compose'))?.path;
  const text = read('docker-compose.yml');
  for (const [, value = ''] of text.matchAll(/^\s*\w*(?:PASSWORD|SECRET|TOKEN)\w*: (.+)$/gm))
    assert.match(value, /^\$\{/);
  for (const [, ports = ''] of text.matchAll(/^\s*ports: \[(.+)\]$/gm)) assert.match(ports, /^"127\.0\.0\.1:/);
  if (compose === undefined) return;
  const names = [
    'API_KEY_SECRET',
    'DATABASE_PASSWORD',
    'DATABASE_ADMIN_PASSWORD',
    'OBSERVER_PASSWORD',
    'BACKUP_PASSWORD',
    'PROVIDER_TOKEN',
  ];
  const env = { PATH: process.env.PATH, ...Object.fromEntries(names.map((name) => [name, `the-${name}`])) };
  const json = execFileSync(compose, ['-f', join(root, 'docker-compose.yml'), 'config', '--format', 'json'], { env });
  const { services } = JSON.parse(json.toString()) as { services: Record<string, Record<string, unknown>> };
  for (const [name, service] of Object.entries(services)) {
    assert.is(service.read_only, true, name);
    assert.equal(service.cap_drop, ['ALL'], name);
    assert.ok(service.mem_limit !== undefined, name);
    assert.ok(service.user !== undefined || /^ansturm-/.test(String(service.image)), name);
  }
  const missing = { PATH: process.env.PATH };
  assert.throws(() =>
    execFileSync(compose, ['-f', join(root, 'docker-compose.yml'), 'config'], { env: missing, stdio: 'pipe' }),
  );
});

test('spans find their way: whoever is named as a receiver listens there', () => {
  const [compose, collector, jaeger] = [
    read('docker-compose.yml'),
    read('stack/containers/collector.yml'),
    read('stack/containers/jaeger.yml'),
  ];
  const port = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? `no ${pattern}`;
  assert.is(
    port(compose, /OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/collector:(\d+)/),
    port(collector, /otlp: \{ protocols: \{ http: \{ endpoint: "0\.0\.0\.0:(\d+)"/),
  );
  assert.is(
    port(collector, /endpoint: http:\/\/jaeger:(\d+)/),
    port(jaeger, /otlp: \{ protocols: \{ http: \{ endpoint: "0\.0\.0\.0:(\d+)"/),
  );
  const shown = port(jaeger, /traces: memory \}, http: \{ endpoint: "0\.0\.0\.0:(\d+)"/);
  assert.is(port(compose, /TRACES_PORT:-\d+\}:(\d+)/), shown);
  assert.is(port(read('stack/containers/grafana/datasource.yml'), /http:\/\/jaeger:(\d+)/), shown);
});
