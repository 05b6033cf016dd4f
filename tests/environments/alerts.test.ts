import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { containerEngine, withEngine } from './container-bench.ts';

const test = suite('alerts');
const inContainers = withEngine(test, await containerEngine());
const root = join(import.meta.dirname, '..', '..');

inContainers(
  "each alert is told under its condition, and no more after it, by Prometheus' own word",
  async ({ docker }) => {
    const folder = mkdtempSync(join(tmpdir(), 'ansturm-alerts-'));
    // Whoever promtool runs as.
    chmodSync(folder, 0o755);
    try {
      copyFileSync(join(root, 'stack', 'containers', 'alerts.yml'), join(folder, 'alerts.yml'));
      copyFileSync(join(import.meta.dirname, 'alert-cases.yml'), join(folder, 'cases.yml'));
      const image =
        /image: (prom\/prometheus:\S+)/.exec(readFileSync(join(root, 'docker-compose.yml'), 'utf8'))?.[1] ?? '';
      const output = new PassThrough();
      const said = text(output);
      const [{ StatusCode }] = (await docker.run(image, ['test', 'rules', '/rules/cases.yml'], output, {
        Entrypoint: ['promtool'],
        HostConfig: { Binds: [`${folder}:/rules:ro`], AutoRemove: true, NetworkMode: 'none' },
      })) as [{ readonly StatusCode: number }];
      output.end();
      assert.is(StatusCode, 0, await said);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test('each alert has a case', () => {
  const names = (file: string, pattern: RegExp) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, name]) => name);
  const alerts = names(join(root, 'stack', 'containers', 'alerts.yml'), /- alert: (\w+)/g);
  const cases = names(join(import.meta.dirname, 'alert-cases.yml'), /alertname: (\w+)/g);
  assert.equal([...new Set(cases)], alerts);
});
