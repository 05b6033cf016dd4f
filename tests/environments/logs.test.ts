import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { boundedLog } from '../../environments/bounded-log.ts';
import { databaseLog } from '../../environments/database-log.ts';
import type { PlanRows } from '../../environments/plan-rows.ts';
import { tail } from '../../environments/tail.ts';
import { suite } from '../door.ts';

const test = suite('logs');
const folder = mkdtempSync(join(tmpdir(), 'ansturm-test-logs-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const nobody = (text: string): void => assert.unreachable(text);

test('a tail gives whole lines only, also when they come in pieces that cut a letter', () => {
  const file = join(folder, 'pieces');
  const lines: string[] = [];
  const source = tail(file, (line) => lines.push(line));
  source.read();
  const bytes = Buffer.from('Grüße\nzweite\ndrit');
  for (const piece of [bytes.subarray(0, 3), bytes.subarray(3)]) {
    appendFileSync(file, piece);
    source.read();
  }
  assert.equal(lines, ['Grüße', 'zweite']);
  appendFileSync(file, 'te\n');
  source.read();
  assert.equal(lines.at(-1), 'dritte');
  source.close();
});

test('a file that was read far is emptied, and read on from its new start', () => {
  const file = join(folder, 'far');
  let count = 0;
  const source = tail(file, () => (count += 1));
  const megabyte = `${'x'.repeat(1023)}\n`.repeat(1024);
  for (let n = 0; n < 17; n += 1) appendFileSync(file, megabyte);
  source.read();
  source.read();
  assert.ok(statSync(file).size < megabyte.length * 2);
  appendFileSync(file, 'on\n');
  source.read();
  assert.ok(count >= 16 * 1024 + 1);
  source.close();
});

test('a log stops at its bound and says so', () => {
  const file = join(folder, 'logs', 'bounded.log');
  const log = boundedLog(file, 20, nobody);
  for (const line of ['0123456789', '0123', '0123456789', 'never']) log.add(line);
  log.flush();
  log.add('never');
  log.flush();
  assert.is(readFileSync(file, 'utf8'), '0123456789\n0123\n(the log was cut here, at 20 bytes)\n');
});

test('a log that cannot be written to ends with a note, not with an exception', () => {
  const file = join(folder, 'gone', 'log');
  const notes: string[] = [];
  const log = boundedLog(file, 100, (text) => notes.push(text));
  rmSync(join(folder, 'gone'), { recursive: true });
  for (const line of ['a', 'b']) {
    log.add(line);
    log.flush();
  }
  assert.is(notes.length, 1);
  assert.match(notes[0] ?? '', 'could not be written to');
});

test('the server log is followed over its files, which are removed, and gives no personal data away', () => {
  const logs = join(folder, 'log');
  mkdirSync(logs);
  const plans: PlanRows[] = [];
  const messages: string[] = [];
  const log = databaseLog(logs, { onPlan: (plan) => plans.push(plan), onMessage: (text) => messages.push(text) });
  const record = (file: string, severity: string, state: string, message: string): void =>
    appendFileSync(
      join(logs, file),
      `${JSON.stringify({ error_severity: severity, state_code: state, message, detail: 'Key (phone)=(canary)' })}\n`,
    );
  const plan =
    'plan:\n{ "Query Text": "canary", "Plan": {"Node Type": "Result", "Actual Rows": 1}, "Query Identifier": 1 }';
  record('server-1.json', 'ERROR', '23P01', 'conflicting key value violates exclusion constraint "no_overlap"');
  record('server-1.json', 'ERROR', '22P02', 'invalid input syntax for type integer: "canary"');
  log.read();
  record('server-1.json', 'LOG', '00000', `duration: 1 ms  ${plan}`);
  record('server-2.json', 'ERROR', '40P01', 'deadlock detected');
  writeFileSync(join(logs, 'server-2.log'), 'canary\n');
  appendFileSync(join(logs, 'server-2.json'), 'canary, torn\n');
  log.read();
  assert.not(existsSync(join(logs, 'server-1.json')));
  assert.equal(plans, [{ queryId: '1', rowsRead: 0, rowsReturned: 1, tables: [] }]);
  assert.equal(messages, [
    'ERROR 23P01 conflicting key value violates exclusion constraint "no_overlap"',
    'ERROR 22P02 (the text may hold personal data and was left out)',
    'ERROR 40P01 deadlock detected',
  ]);
  log.close();
});
