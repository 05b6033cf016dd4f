import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { leaseFaults } from '../../campaigns/lease-faults.ts';
import { embeddedWith } from '../../environments/embedded.ts';
import type { Lab } from '../../environments/environment.ts';
import { suite } from '../door.ts';
import { chairs, monday, worldFiles } from '../stack/world.ts';
import { bench, until } from './bench.ts';

const place = bench('replica');
const test = suite('embedded with a replica');
const signal = new AbortController().signal;
let lab: Lab;

test.before(async () => {
  const options = place.options({ replica: true, links: ['replication'] });
  const fixturesFolder = join(options.fixturesFolder, 'world');
  mkdirSync(fixturesFolder);
  for (const [name, lines] of Object.entries(worldFiles())) {
    writeFileSync(join(fixturesFolder, `${name}.ndjson`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
  lab = await embeddedWith({ cacheName: place.cacheName }).start({ ...options, fixturesFolder });
});
test.after(async () => {
  await lab?.stop();
  place.clear();
});

async function look(): Promise<void> {
  const [from, to] = [`${monday}T00:00:00Z`, `${monday}T23:00:00Z`];
  const places = { branchId: 'acme-main', serviceId: 'cut', staffId: chairs[0] ?? '' };
  const query = new URLSearchParams({ ...places, from, to });
  const headers = { authorization: `Bearer ${lab.secrets['api-key/acme']}` };
  assert.is((await fetch(`${lab.baseUrls[0]}/v1/slots?${query}`, { headers })).status, 200);
}

async function figure(name: string): Promise<string | undefined> {
  const text = await (await fetch(`${lab.baseUrls[0]}/metrics`)).text();
  return new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1];
}

const upAndLevel = () => until('it lacks nothing', async () => (await figure('replica_lag_seconds')) === '0');

test('it has caught up when the platform is ready, is seen as a process, and is read', async () => {
  assert.equal(
    lab.processes().flatMap(({ name, role }) => (role === 'database' ? [name] : [])),
    ['postgres', 'replica'],
  );
  await until('it is read', async () => {
    await look();
    return (await figure('replica_reads_total\\{outcome="served"\\}')) !== undefined;
  });
  await upAndLevel();
});

test('its link is cut, and it is killed, and held up, and each time it follows again', async () => {
  const events: string[] = [];
  const recorder = { event: ({ event }: { readonly event: string }) => events.push(event) };
  const context = { clock: { now: () => performance.now() }, recorder, signal, stuck: [] };
  const times = { atMs: 0, durationMs: 300 };
  for (const fault of [
    { fault: 'link-cut', link: 'replication', ...times },
    { fault: 'process-killed', process: 'replica', ...times },
    { fault: 'process-paused', process: 'replica', ...times },
  ] as const) {
    await leaseFaults(context as never, { lab }, { faults: [fault] });
    await look();
    await upAndLevel();
  }
  assert.is(events.filter((event) => event === 'fault-healed').length, 3, events.join());
});

test('nothing of it is left behind', async () => {
  await lab.stop();
  assert.equal(place.leftovers(), []);
});
