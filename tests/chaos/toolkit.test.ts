import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import type { Experiment } from '../../chaos/experiment.ts';
import { databaseCut } from '../../chaos/experiments/database-cut.ts';
import { repliesLost } from '../../chaos/experiments/replies-lost.ts';
import { readToolkit } from '../../chaos/toolkit/read-toolkit.ts';
import {
  type ToolkitActivity,
  type ToolkitExperiment,
  toolkitProblems,
} from '../../chaos/toolkit/toolkit-experiment.ts';
import { writeToolkit } from '../../chaos/toolkit/write-toolkit.ts';
import { camelCase } from '../../core/camel-case.ts';
import type { PlannedFault } from '../../core/plan.ts';
import { suite } from '../door.ts';

const test = suite('experiments of Chaos Toolkit');
const folder = resolve(import.meta.dirname, '../../chaos/experiments');

async function all(): Promise<readonly Experiment[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3));
  return Promise.all(
    names.map(async (name) => {
      const module = (await import(`${folder}/${name}.ts`)) as Record<string, Experiment>;
      return module[camelCase(name)] as Experiment;
    }),
  );
}

function of(faults: readonly PlannedFault[]): Experiment {
  return { ...databaseCut, faults };
}

const times = { atMs: 2_300, durationMs: 6_100 };

test('what ours break comes back as it was, or is listed as what has no words', async () => {
  const silent: string[] = [];
  for (const experiment of await all()) {
    const { document, left } = writeToolkit(experiment);
    if (document === undefined) silent.push(experiment.name);
    else {
      assert.equal(toolkitProblems(JSON.parse(JSON.stringify(document))), [], experiment.name);
      assert.equal(readToolkit(document).experiment?.faults, experiment.faults, experiment.name);
      assert.not(
        left.some((line) => line.includes('no action for it')),
        experiment.name,
      );
    }
  }
  assert.equal(silent.sort(), [
    ...['clock-jump', 'clock-jump-in-autumn', 'clock-jump-in-spring', 'files-used-up', 'overload'],
    ...['provider-away', 'provider-down'],
    ...['replies-lost', 'requests-doubled', 'table-locked'],
  ]);
});

test('each kind of fault that both know comes back', () => {
  const faults: readonly PlannedFault[] = [
    { fault: 'process-killed', process: 'api-1', ...times },
    { fault: 'process-stopped', process: 'worker-1', ...times },
    { fault: 'process-paused', process: 'relay-1', ...times },
    { fault: 'database-killed', ...times },
    { fault: 'link-cut', link: 'calendar', ...times },
    { fault: 'link-slow', link: 'database', latencyMs: 40, jitterMs: 10, ...times },
    { fault: 'link-narrow', link: 'messaging', kilobytesPerSecond: 3, ...times },
    { fault: 'link-silent', link: 'database', ...times },
    { fault: 'link-closes-slowly', link: 'messaging', delayMs: 900, ...times },
  ];
  for (const fault of faults) {
    const { document } = writeToolkit(of([fault]));
    assert.equal(readToolkit(document as ToolkitExperiment).experiment?.faults, [fault], fault.fault);
  }
});

test('what only we can break is listed, and the rest is written', () => {
  const { document, left } = writeToolkit(of([...repliesLost.faults, ...databaseCut.faults]));
  assert.is(document?.method.length, 2);
  assert.match(left[0] ?? '', /^replies-lost, 0 s after the beginning: there is no action for it$/);
  assert.is(writeToolkit(repliesLost).document, undefined);
});

const killer = { type: 'process', path: '/usr/bin/docker', arguments: 'compose kill api-2' } as const;
const kill: ToolkitActivity = { type: 'action', name: 'kill it', provider: killer };
const elsewhere: ToolkitActivity = {
  type: 'action',
  name: 'drain\na node',
  provider: { type: 'python', module: 'chaosk8s.node.actions', func: 'drain_nodes' },
};
const probe: ToolkitActivity = {
  type: 'probe',
  name: 'is it up',
  provider: { type: 'http', url: 'http://127.0.0.1/' },
};
const theirs: ToolkitExperiment = {
  ...{ version: '1.0.0', title: 'Kill the 2nd API!', description: 'Nobody notices.' },
  method: [probe, { ...kill, pauses: { before: 1.5, after: 4 } }, elsewhere],
  rollbacks: [elsewhere],
};

test('of theirs what we know is taken, in its time, and all else is listed', () => {
  const { experiment, left } = readToolkit(theirs);
  assert.equal(experiment, {
    ...{ name: 'kill-the-2nd-api', hypothesis: 'Nobody notices.', faultMs: 6_500, allows: { errorPercent: 100 } },
    faults: [{ fault: 'process-killed', process: 'api-2', atMs: 1_500, durationMs: 4_000 }],
  });
  assert.equal(left, [
    'the probe "is it up": we record what users see all the time',
    'the action "drain a node": we break nothing like it',
    'of the rollbacks the action "drain a node": we break nothing like it',
    'what may fail meanwhile: everything may, until `allows` says less',
  ]);
});

test('what is healed at once lasts as long as ours do, and that is said', () => {
  const { experiment, left } = readToolkit({ ...theirs, method: [kill] });
  assert.is(experiment?.faults[0]?.durationMs, 10_000);
  assert.ok(left.includes('how long process-killed is to last: 10 s'));
});

test('nothing that we can break is no experiment of ours', () => {
  const strange: readonly ToolkitActivity[] = [
    ...[probe, elsewhere, { ref: 'kill it' }],
    { ...kill, provider: { ...killer, arguments: 'compose kill --signal SIGHUP api-2' } },
    { ...kill, provider: { ...killer, path: 'rm' } },
    { ...kill, provider: { ...killer, arguments: { compose: '', kill: '', '../api': '' } } },
  ];
  const { experiment, left } = readToolkit({ ...theirs, method: strange, rollbacks: [] });
  assert.is(experiment, undefined);
  assert.is(left.length, strange.length);
});

test('whatever is no experiment of theirs is refused for all of its reasons at once', () => {
  assert.equal(toolkitProblems(theirs), []);
  const problems = toolkitProblems({ title: 7, method: [{ type: 'boom' }], rollbacks: {} });
  for (const reason of ['description', '/title', '/method/0/type', '/rollbacks'])
    assert.ok(
      problems.some((line) => line.includes(reason)),
      `${reason}: ${problems}`,
    );
  for (const other of [
    null,
    [],
    'text',
    { ...theirs, method: [] },
    { ...theirs, method: [{ ...kill, pauses: { after: -1 } }] },
  ])
    assert.ok(toolkitProblems(other).length > 0, JSON.stringify(other));
});
