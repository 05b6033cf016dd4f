import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import * as assert from 'uvu/assert';
import { connectionsUsedUp } from '../../chaos/faults/connections-used-up.ts';
import { cpuStolen } from '../../chaos/faults/cpu-stolen.ts';
import { databaseKilled } from '../../chaos/faults/database-killed.ts';
import { filesUsedUp } from '../../chaos/faults/files-used-up.ts';
import { lockHeld } from '../../chaos/faults/lock-held.ts';
import { memoryShort } from '../../chaos/faults/memory-short.ts';
import { processPaused } from '../../chaos/faults/process-paused.ts';
import { processStopped } from '../../chaos/faults/process-stopped.ts';
import type { Lab, ProcessEnd } from '../../environments/environment.ts';
import { suite } from '../door.ts';
import { bench, until } from '../environments/bench.ts';
import { lostOf, startWriters } from './writers.ts';

const place = bench('process-faults');
const test = suite('faults of processes');
const { signal } = new AbortController();
const ends: ProcessEnd[] = [];
let lab: Lab;

test.before(async () => {
  await place.environment.prepare(place.options());
  lab = await place.environment.start(place.options());
  lab.onProcessEnd((end) => ends.push(end));
});
test.after(async () => {
  await lab.stop();
  assert.equal(place.leftovers(), []);
  place.clear();
});

function pidOf(name: string): number {
  return lab.processes().find((one) => one.name === name)?.pid ?? Number.NaN;
}

function stateOf(pid: number): string {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text[text.lastIndexOf(')') + 2] ?? '';
}

/** `answered`, or `silent` where nothing came for a while. */
async function ask(baseUrl = lab.baseUrls[0], timeoutMs = 5_000): Promise<string> {
  return fetch(`${baseUrl}/health/ready`, { signal: AbortSignal.timeout(timeoutMs) }).then(
    () => 'answered',
    () => 'silent',
  );
}

test('a paused process keeps its place, answers nothing, and goes on', async () => {
  const fault = processPaused('api-1');
  const pid = pidOf('api-1');
  assert.equal([fault.name, fault.lacks(lab), fault.isInjected(lab)], ['process-paused api-1', undefined, false]);
  await fault.inject(lab, signal);
  assert.equal([stateOf(pid), fault.isInjected(lab), fault.isHealed(lab)], ['T', true, false]);
  assert.equal([await ask(lab.baseUrls[0], 300), await ask(lab.baseUrls[1])], ['silent', 'answered']);
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab), await ask()], [false, true, 'answered']);
  assert.is(pidOf('api-1'), pid);
});

test('a stopped process ends by itself, and is another one afterwards', async () => {
  const fault = processStopped('api-1');
  const pid = pidOf('api-1');
  await fault.inject(lab, signal);
  assert.equal([fault.isInjected(lab), await ask()], [true, 'silent']);
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.equal([fault.isHealed(lab), await ask()], [true, 'answered']);
  assert.is.not(pidOf('api-1'), pid);
});

test('one that is paused while it is stopped ends all the same', async () => {
  await processPaused('api-2').inject(lab, signal);
  const fault = processStopped('api-2');
  await fault.inject(lab, signal);
  assert.ok(fault.isInjected(lab));
  await fault.heal(lab, signal);
  assert.is(await ask(lab.baseUrls[1]), 'answered');
});

test('a paused database holds up all of its processes', async () => {
  const fault = processPaused('postgres');
  await fault.inject(lab, signal);
  assert.is(await ask(lab.baseUrls[0], 300), 'silent');
  await fault.heal(lab, signal);
  assert.is(await ask(), 'answered');
});

test('a process whose core others have stands still most of the time, answers late, and is as before', async () => {
  const fault = cpuStolen('api-1', 0.9);
  const pid = pidOf('api-1');
  assert.equal([fault.lacks(lab), fault.isInjected(lab), fault.isHealed(lab)], [undefined, false, false]);
  await fault.inject(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [true, false]);
  const seen: string[] = [];
  await until('it was looked at often', () => seen.push(stateOf(pid)) >= 60);
  const still = seen.filter((state) => state === 'T').length;
  assert.ok(still > 30 && still < 60, `${still} of 60`);
  assert.is(await ask(), 'answered');
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab), await ask()], [false, true, 'answered']);
  assert.is(pidOf('api-1'), pid);
  await until('nobody stops it any more', () => !['T'].includes(stateOf(pid)));
});

function openFilesOf(pid: number): readonly string[] {
  return /^Max open files +(\S+) +(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1'))?.slice(1) ?? [];
}

test('a process whose files are used up turns newcomers away, serves who is connected, and is as before', async () => {
  const fault = filesUsedUp('api-1');
  const pid = pidOf('api-1');
  const usual = openFilesOf(pid);
  const { port } = new URL(lab.baseUrls[0] as string);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const connected = (): Promise<number> =>
    new Promise((resolve) => {
      const asked = get({ agent, port, host: '127.0.0.1', path: '/things/thing%201' }, (reply) => {
        reply.resume().once('end', () => resolve(reply.statusCode ?? 0));
      });
      asked.once('error', () => resolve(0));
    });
  const newcomer = (): Promise<number> =>
    new Promise((resolve) => {
      const asked = get({ agent: false, port, host: '127.0.0.1', path: '/things/thing%201' }, (reply) => {
        reply.resume().once('end', () => resolve(reply.statusCode ?? 0));
      });
      asked.once('error', () => resolve(0));
    });
  assert.equal([await connected(), await newcomer()], [200, 200]);
  assert.equal([fault.lacks(lab), fault.isInjected(lab)], [undefined, false]);
  await fault.inject(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [true, false]);
  const turnedAway = [await newcomer(), await newcomer(), await newcomer()];
  assert.equal([...turnedAway, await connected()], [0, 0, 0, 200]);
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.equal(
    [fault.isInjected(lab), fault.isHealed(lab), openFilesOf(pid), pidOf('api-1')],
    [false, true, usual, pid],
  );
  assert.is(await newcomer(), 200);
  agent.destroy();
});

test('a process that ends while its files are used up is started again with the usual ones', async () => {
  const fault = filesUsedUp('api-2');
  const usual = openFilesOf(pidOf('api-2'));
  await fault.inject(lab, signal);
  await lab.processControl?.kill('api-2', 'SIGKILL');
  await fault.heal(lab, signal);
  assert.equal([fault.isHealed(lab), openFilesOf(pidOf('api-2'))], [true, usual]);
  assert.is(await ask(lab.baseUrls[1]), 'answered');
});

test('a table that is locked holds up who wants it, and nobody else, until it is let go', async () => {
  const fault = lockHeld();
  const things = async (): Promise<string> => {
    const [baseUrl] = lab.baseUrls;
    return fetch(`${baseUrl}/things/thing%201`, { signal: AbortSignal.timeout(400) }).then(
      () => 'answered',
      () => 'silent',
    );
  };
  assert.is(await things(), 'answered');
  await fault.inject(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab), fault.effect?.()], [true, false, 'things was locked']);
  assert.equal([await things(), await ask(lab.baseUrls[1])], ['silent', 'answered']);
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [false, true]);
  await until('it is read again', async () => (await things()) === 'answered');
});

test('a database that is killed under load comes back on its data, and nothing acknowledged is lost', async () => {
  const fault = databaseKilled();
  await lab.statementsStarted();
  const writers = startWriters(lab, 30_001);
  await until('things are stored', () => writers.stored.size > 100);
  const [pid, connections] = [pidOf('postgres'), await lab.connections()];
  await fault.inject(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab), await lab.connections()], [true, false, null]);
  const [before, failed] = [writers.stored.size, writers.failures()];
  await until('everybody fails', () => writers.failures() > failed + 10);
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.ok(fault.isHealed(lab) && pidOf('postgres') !== pid);
  await until('things are stored again', () => writers.stored.size > before + 100);
  await writers.stop();
  assert.equal(await lostOf(lab, writers.stored), []);
  assert.ok((connections ?? 0) > 0 && ((await lab.connections()) ?? 0) > 0, 'the observer is back');
  const inserted = (await lab.statements(1)).find((one) => one.kind === 'statement' && one.query.startsWith('INSERT'));
  const count = inserted?.kind === 'statement' ? inserted.calls : 0;
  // What was done between the last question and the kill is in no counter.
  assert.ok(count > writers.stored.size * 0.8, `${count} of ${writers.stored.size} statements`);
});

test('whoever answers before it is durable loses what was acknowledged', async () => {
  const early = await place.environment.start(place.options({ defects: ['answers-early'], apiProcesses: 1 }));
  try {
    const writers = startWriters(early, 30_001);
    await until('things are stored', () => writers.stored.size > 100);
    await databaseKilled().inject(early, signal);
    await databaseKilled().heal(early, signal);
    await writers.stop();
    assert.ok((await lostOf(early, writers.stored)).length > 0);
  } finally {
    await early.stop();
  }
});

test('a database whose connections are used up lets nobody in, until they are given back', async () => {
  const fault = connectionsUsedUp();
  const [first, second] = [processStopped('api-1'), processStopped('api-2')];
  for (const stopped of [first, second]) await stopped.inject(lab, signal);
  await until('their connections are gone', async () => (await lab.connections()) === 0);
  await fault.inject(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [true, false]);
  const starting = first.heal(lab, AbortSignal.timeout(1_000));
  assert.match(await starting.then(() => 'it started', String), 'TimeoutError');
  assert.is(await lab.connections(), 0, 'the observer had a connection before');
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [false, true]);
  for (const stopped of [first, second]) await stopped.heal(lab, signal);
  assert.is(await ask(), 'answered');
});

test('a process that is short of memory ends when it needs more, and is started again as it was', async () => {
  const fault = memoryShort('api-1', 0);
  const pid = pidOf('api-1');
  await fault.inject(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [true, false]);
  await until('it has needed more', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask(`${lab.baseUrls[0]}/things/thing%201`)));
    return lab.processControl?.isRunning('api-1') === false;
  });
  assert.ok(fault.isInjected(lab));
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab), await ask()], [false, true, 'answered']);
  assert.is.not(pidOf('api-1'), pid);
  assert.equal(
    ends.splice(0).map(({ process }) => process),
    ['api-1'],
  );
});

test('no end that was asked for is told of as one that happened', () => assert.equal(ends, []));

test('where processes and database are not ours, it is said', () => {
  const none = {} as Lab;
  const faults = [
    ...[processPaused('api-1'), processStopped('api-1'), cpuStolen('api-1', 0.5)],
    ...[filesUsedUp('api-1'), memoryShort('api-1', 8)],
    ...[databaseKilled(), connectionsUsedUp(), lockHeld()],
  ];
  for (const fault of faults) assert.match(fault.lacks(none) ?? '', 'not ours');
});
