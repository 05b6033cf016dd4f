import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { remove, startAnsturm, verdictOf } from '../campaigns/ansturm.ts';
import { suite } from '../door.ts';
import { containerEngine, withEngine } from './container-bench.ts';

const test = suite('alerts and dashboards, live');
const inContainers = withEngine(test, await containerEngine());

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

const dashboard = join(import.meta.dirname, '..', '..', 'stack', 'containers', 'grafana', 'dashboard.json');

/** Queries of the panels for which Prometheus has no data. */
async function empty(url: string): Promise<readonly string[]> {
  const { panels } = JSON.parse(readFileSync(dashboard, 'utf8')) as Dashboard;
  const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));
  const answers = await Promise.all(
    queries.map(async ({ title, expr }) => {
      const reply = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`);
      const { data } = (await reply.json()) as { data?: { result: readonly { readonly value: [number, string] }[] } };
      return data?.result.some(({ value }) => Number.isFinite(Number(value[1]))) === true ? [] : [`${title}: ${expr}`];
    }),
  );
  return answers.flat();
}

inContainers('every alert is raised by what is broken and ends; every query of every panel has data', async () => {
  const run = await startAnsturm(['run', 'alerts', '--environment', 'containers', '--seed', '1']);
  const [, url = ''] = await run.until(/Prometheus: (http:\/\/127\.0\.0\.1:\d+)/);
  await run.until(/load: api-process-away/);
  // Rates need a minute of figures, and the load is there for a minute and a half.
  const deadline = performance.now() + 80_000;
  let without = await empty(url);
  while (without.length > 0 && performance.now() < deadline) {
    await sleep(2_000);
    without = await empty(url);
  }
  assert.equal(without, []);
  const { said, folder } = await run.ended;
  const verdict = await verdictOf(folder);
  const line = verdict.criteria.find(({ id }) => id === 'alert-rules');
  assert.is(line?.status, 'pass', `${line?.reason} ${JSON.stringify(line?.details)}\n${said}`);
  assert.ok((line?.value ?? 0) >= 6);
  await remove(run);
});
