import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { readStateCommand } from '../../campaigns/read-state-command.ts';
import type { StoredBooking } from '../../core/booking.ts';
import { splitWords } from '../../scripts/split-words.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';

const test = suite('read state command');
const booking = {
  ...{ id: 'b1', tenant: 't', resource: 'mia', status: 'booked' },
  ...{ start: '2027-03-01T08:00:00Z', end: '2027-03-01T09:00:00Z' },
};

/** Runs a script in Node as somebody's command. */
async function reading(script: string, timeoutMs = 20_000) {
  const taken: StoredBooking[] = [];
  const read = await readStateCommand([process.execPath, '-e', script], (each) => taken.push(each), { timeoutMs });
  return { taken, ...read };
}

test('takes one booking a line, as many as it prints', async () => {
  const lines = [booking, { ...booking, id: 'b2' }].map((each) => JSON.stringify(each)).join('\n');
  const { taken, bookings, problem } = await reading(`console.log(${JSON.stringify(lines)})`);
  assert.equal([bookings, problem, taken.map(({ id }) => id)], [2, undefined, ['b1', 'b2']]);
  assert.equal((await reading('')).problem, undefined);
});

test('a command that fails is told with the last lines that it complained in', async () => {
  const complain = `for (let n = 0; n < 99; n += 1) console.error('FATAL ' + n); process.exitCode = 3`;
  const script = `console.log(${JSON.stringify(JSON.stringify(booking))}); ${complain}`;
  const { problem } = await reading(script);
  assert.match(problem ?? '', /ended with exit code 3: FATAL 94 .* FATAL 98$/);
  const { problem: missing } = await readStateCommand(['no-such-command'], () => undefined);
  assert.match(missing ?? '', /no-such-command could not be started: .*ENOENT/);
});

test('a line that is no booking, a time without an offset and a line that is cut off spoil all', async () => {
  const printed = async (text: string) =>
    (await reading(`process.stdout.write(${JSON.stringify(text)})`)).problem ?? '';
  assert.match(await printed('ERROR 1045\n'), /printed 1 invalid: line 1: is no JSON: ERROR 1045/);
  assert.match(await printed(`${JSON.stringify({ ...booking, start: '2027-03-01T08:00:00' })}\n`), /start is not UTC/);
  assert.match(await printed(`${JSON.stringify(booking)}\n{"id":"b2"`), /printed 1 torn: line 2/);
});

test('a command that hangs is ended in time, with all that it started', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'pid');
    const note = `require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid))`;
    const grandchild = JSON.stringify(`${note}; setInterval(() => {}, 1000)`);
    const spawned = `require('child_process').spawn(process.execPath, ['-e', ${grandchild}]`;
    const script = `${spawned}, { stdio: 'inherit' })`;
    const { problem } = await reading(script, 2_000);
    assert.match(problem ?? '', /did not end within 2 s/);
    assert.ok(existsSync(file));
    const pid = Number(readFileSync(file, 'utf8'));
    const isThere = (): boolean => {
      try {
        // A killed process whose parent has not asked for it yet is not there any more.
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
      } catch {
        return false;
      }
    };
    for (let tries = 0; isThere() && tries < 200; tries += 1) await sleep(25);
    assert.not(isThere());
  });
});

test('not even one that leaves its process group and holds the pipes is waited for', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'pid');
    const note = `require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid))`;
    const stranger = JSON.stringify(`${note}; setTimeout(() => {}, 60000)`);
    const options = "{ stdio: 'inherit', detached: true }";
    const script = `require('child_process').spawn(process.execPath, ['-e', ${stranger}], ${options}).unref()`;
    const { problem } = await reading(script, 2_000);
    assert.match(problem ?? '', /did not end within 2 s/);
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
  });
});

test('a command is split into words as a shell would, and nothing else is done with it', () => {
  const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['psql -At -c "select 1"', ['psql', '-At', '-c', 'select 1']],
    [`  a 'b "c'  d\\ e "f\\"g" '' `, ['a', 'b "c', 'd e', 'f"g', '']],
    ['echo $HOME | cat *', ['echo', '$HOME', '|', 'cat', '*']],
    ['a "b', undefined],
    ['   ', undefined],
    ['a\\', undefined],
  ];
  for (const [text, words] of cases) assert.equal(splitWords(text), words, text);
});
