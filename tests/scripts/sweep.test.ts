import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { placeOfProcesses, startOfProcess } from '../../environments/process-identity.ts';
import { type RegistryEntry, writeEntry } from '../../environments/registry.ts';
import { suite } from '../door.ts';

const test = suite('sweep');
const temporary = mkdtempSync(join(tmpdir(), 'ansturm-test-sweep-'));
const runs = join(temporary, `ansturm-${process.getuid?.()}`, 'runs');
// PostgreSQL's user has to pass through.
chmodSync(temporary, 0o755);
mkdirSync(runs, { recursive: true, mode: 0o755 });
test.after(() => rmSync(temporary, { recursive: true }));

const nobody: RegistryEntry = {
  ...{ schemaVersion: 1, place: placeOfProcesses(), owner: { pid: process.pid, startedAt: '1' }, processes: [] },
};

async function sweep(env: Readonly<Record<string, string>> = {}) {
  const main = join(import.meta.dirname, '..', '..', 'scripts', 'main.ts');
  const child = spawn(process.execPath, [main, 'sweep'], { env: { ...process.env, TMPDIR: temporary, ...env } });
  let [out, said] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'close');
  return { code, out, said };
}

test('where nothing is left over it says so', async () => {
  assert.equal(await sweep(), { code: 0, out: 'Nothing is left over.\n', said: '' });
});

test('it heals what is left over, says what, and leaves alone what lives', async () => {
  const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  const ended = once(left, 'exit');
  left.unref();
  const pid = left.pid ?? Number.NaN;
  process.kill(pid, 'SIGSTOP');
  test.after(() => void left.kill('SIGKILL'));
  const processes = [{ name: 'api-1', pid, startedAt: startOfProcess(pid) ?? '', end: 'kill' }] as const;
  const leases = [{ number: 1, fault: 'process-paused api-1', timeToLiveMs: 60_000 }];
  writeEntry(runs, 'left', { ...nobody, processes, leases });
  mkdirSync(join(runs, 'left'));
  writeEntry(runs, 'living', { ...nobody, owner: { pid: process.pid, startedAt: startOfProcess(process.pid) ?? '' } });
  assert.equal(await sweep(), { code: 0, out: 'left: healed process-paused api-1; ended api-1\n', said: '' });
  assert.equal(await ended, [null, 'SIGKILL']);
  assert.equal([existsSync(join(runs, 'left')), existsSync(join(runs, 'living.json'))], [false, true]);
  assert.is((await sweep()).out, 'Nothing is left over.\n');
});

test('what cannot be cleared away: exit code 6, the commands, and a record for the next time', async () => {
  writeEntry(runs, 'containers', { ...nobody, project: 'ansturm-of-a-test' });
  const { code, said } = await sweep({ DOCKER_HOST: `unix://${join(temporary, 'no-engine.sock')}` });
  assert.is(code, 6);
  assert.match(said, '- docker compose --project-name ansturm-of-a-test down --volumes\n');
  assert.ok(existsSync(join(runs, 'containers.json')));
});
