import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { freePort } from '../../environments/free-port.ts';
import { suite } from '../door.ts';
import { startCollector } from './collector.ts';
import { startDatabase, until } from './database.ts';
import { startApi } from './platform.ts';
import { loadWorld } from './world.ts';

const test = suite('stack: collected traces');
const whole = 'the collector takes its configuration and the platform’s spans, and hands them to the store';
const program = process.env.ANSTURM_OTELCOL;

/** The configuration of docker-compose.yml, with an address of this machine for each of its network. */
async function configured(folder: string, port: number, storeUrl: string): Promise<string> {
  let text = await readFile(join(import.meta.dirname, '..', '..', 'stack', 'containers', 'collector.yml'), 'utf8');
  for (const [there, here] of [
    ['0.0.0.0:4318', `127.0.0.1:${port}`],
    // What this test's own store reads.
    ['endpoint: http://jaeger:4318', `endpoint: ${storeUrl}\n    encoding: json\n    compression: none`],
  ] as const) {
    assert.ok(text.includes(there), there);
    text = text.replace(there, here);
  }
  const path = join(folder, 'collector.yml');
  await writeFile(path, text);
  return path;
}

async function collects(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-collector-'));
  const [database, store, port] = await Promise.all([startDatabase(), startCollector(), freePort()]);
  let child: ChildProcess | undefined;
  try {
    await loadWorld(database.url);
    const path = await configured(folder, port, store.url);
    child = spawn(program ?? '', [`--config=${path}`], { stdio: ['ignore', 'inherit', 'inherit'] });
    const api = await startApi(database.url, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    try {
      await until(async () => {
        // Those of before it had come up may be lost.
        const traceId = randomBytes(16).toString('hex');
        const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
        assert.is((await api.call('acme', 'GET', '/v1/companies', undefined, headers)).status, 200);
        assert.ok(store.spans.some(({ name, service }) => service === 'booking-api' && name === 'GET /v1/companies'));
      });
    } finally {
      await api.stop();
    }
  } finally {
    if (child?.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    await Promise.all([store.close(), database.remove()]);
    await rm(folder, { recursive: true, force: true });
  }
}

if (program === undefined) test.skip(`${whole} (ANSTURM_OTELCOL names no OpenTelemetry collector)`);
else test(whole, collects);
