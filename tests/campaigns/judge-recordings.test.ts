import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as assert from 'uvu/assert';
import { judgeRecordings } from '../../campaigns/judge-recordings.ts';
import { type Operation, operationVerbs } from '../../core/operation.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';

const test = suite('judge recordings');
const golden = new URL('../golden/', import.meta.url);

const slot = { resource: 'mia', start: '2027-03-02T14:00:00Z', end: '2027-03-02T14:30:00Z' };

function operation(id: string, more: Partial<Operation> = {}): Operation {
  return {
    ...{ id, intent: `tag-${id}`, process: `user-${id}`, verb: 'book', keys: ['mia'], startMs: 10, endMs: 20 },
    ...{ type: 'ok', requests: [], value: { asked: { tenant: 't', slot }, answered: { booking: id, slot } } },
    ...more,
  };
}

function stored(id: string): object {
  return { id, tag: `tag-${id}`, tenant: 't', ...slot, status: 'booked' };
}

/** Judges a history of these lines, a stored booking for each id, with nothing booked before. */
async function judged(lines: readonly (object | string)[], storedIds: readonly string[] = [], isEnded = true) {
  return inTemporaryFolder(async (folder) => {
    const text = (all: readonly (object | string)[]): string =>
      all.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n') + (isEnded ? '\n' : '');
    const [history, initialState, finalState] = ['history', 'initial', 'final'].map((name) => join(folder, name));
    writeFileSync(history as string, text(lines));
    writeFileSync(initialState as string, '');
    writeFileSync(finalState as string, text(storedIds.map(stored)));
    const { recording, ...result } = await judgeRecordings({
      histories: [history as string],
      ...{ initialState: initialState as string, finalState: finalState as string },
    });
    const accounting = result.findings.find(({ by }) => by === 'accounting');
    return {
      ...result,
      recording: recording.map(({ problem, count }) => `${count} ${problem}`),
      recordingAll: recording,
      accounting,
    };
  });
}

test('a history without a header is judged, and what was acknowledged and is not stored convicts', async () => {
  const good = await judged([operation('a')], ['a']);
  assert.equal([good.accounting?.validity, good.recording, good.operations], ['valid', [], 1]);
  const bad = await judged([operation('a')]);
  assert.equal([bad.verdict, bad.accounting?.validity], ['invalid', 'invalid']);
  assert.ok(bad.accounting?.witness?.ids.includes('a'));
});

const tooLong = { ...operation('long'), process: 'x'.repeat(10 << 20) };
const bads: readonly (readonly [string, object | string, string])[] = [
  ['a verb that nobody knows', operation('b', { verb: 'purchase' }), '1 unknown-verb'],
  ['an operation that ends before it starts', operation('b', { startMs: 30 }), '1 backwards'],
  ['an id that was there before', operation('a'), '1 duplicate'],
  ['a line of 10 MB', tooLong, '1 invalid'],
  ['a line that is no JSON', '{"id":', '1 invalid'],
  ['an operation without a type', { ...operation('b'), type: undefined }, '1 invalid'],
  [
    'times without an offset',
    operation('b', { value: { asked: { slot: { ...slot, start: '2027-03-02T14:00:00' } } } }),
    '1 invalid',
  ],
  ['a user in two places at once', operation('b', { process: 'user-a', startMs: 15, endMs: 30 }), '1 backwards'],
];
for (const [what, line, problem] of bads) {
  test(`${what}: counted and named, and nothing is acquitted`, async () => {
    const { verdict, findings, recording, recordingAll } = await judged([operation('a'), line], ['a', 'b']);
    assert.equal([verdict, recording], ['unknown', [problem]]);
    assert.ok(findings.every(({ validity }) => validity === 'unknown' || validity === 'not-applicable'));
    assert.match(recordingAll[0]?.example ?? '', /line 2|user-a/);
  });
}

test('more is wrong than the lines that could not be taken explain: it convicts all the same', async () => {
  const lost = ['a', 'b', 'c'].map((id) => operation(id));
  const { verdict, recording } = await judged([...lost, operation('d', { verb: 'purchase' })]);
  assert.equal([verdict, recording], ['invalid', ['1 unknown-verb']]);
});

test('a last line that is torn may be followed by others that nobody has', async () => {
  const { verdict, recording } = await judged([operation('a'), operation('b'), '{"id":"c"'], [], false);
  assert.equal([verdict, recording], ['unknown', ['1 torn']]);
});

test('without states, what rests on them is unknown', async () => {
  await inTemporaryFolder(async (folder) => {
    const history = join(folder, 'history.ndjson');
    writeFileSync(history, `${JSON.stringify(operation('a'))}\n`);
    const { findings, notes } = await judgeRecordings({ histories: [history] });
    assert.is(findings.find(({ by }) => by === 'accounting')?.validity, 'unknown');
    assert.ok(notes.some((note) => note.startsWith('no final state')));
    assert.ok(notes.some((note) => note.startsWith('no initial state')));
  });
});

test('two recorders with a header each are put on one clock', async () => {
  await inTemporaryFolder(async (folder) => {
    const files = [0, 5_000].map((offsetMs, index) => {
      const file = join(folder, `${index}.ndjson`);
      const header = { schemaVersion: 1, source: String(index), offsetMs, errorMs: 1 };
      // The same user, one thing after the other: without the offset he would do both at once.
      const own = operation(`o${index}`, { process: 'one' });
      writeFileSync(file, `${JSON.stringify(header)}\n${JSON.stringify(own)}\n`);
      return file;
    });
    assert.equal((await judgeRecordings({ histories: files })).recording, []);
  });
});

test('files that are not there are bad usage, all of them named', async () => {
  await judgeRecordings({ histories: ['no-such-history'], world: 'no-such-world' }).then(
    () => assert.unreachable(),
    (error) => assert.equal([error.exitCode, error.problems], [2, ['no-such-history', 'no-such-world']]),
  );
});

test('the golden histories can be judged as files, and each of their operations is what the schema says', async () => {
  const schema = JSON.parse(readFileSync(new URL('../../recording/operation.schema.json', import.meta.url), 'utf8'));
  const isValid = new Ajv({ strict: true }).compile(schema);
  let operations = 0;
  for (const name of readdirSync(golden).filter((each) => each.endsWith('.ndjson'))) {
    const path = new URL(name, golden).pathname;
    for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) {
      const record = JSON.parse(line) as Partial<Operation>;
      if (record.verb === undefined) continue;
      operations += 1;
      assert.ok(isValid(record), `${name}: ${JSON.stringify(isValid.errors)}`);
    }
    const [, validity] = /-([a-z]+)\.ndjson$/.exec(name) ?? [];
    const { findings, recording } = await judgeRecordings({ histories: [path] });
    assert.equal(recording, [], name);
    const finding = findings.find(({ by }) => name.startsWith(`${by}-`));
    assert.is(finding?.validity, validity, name);
  }
  assert.ok(operations > 30);
});

const checkers = new URL('../../checkers/', import.meta.url);

test('the example beside the table is judged as the table says', async () => {
  const { verdict, findings, recording, operations } = await judgeRecordings({
    histories: [new URL('example-history.ndjson', checkers).pathname],
    initialState: '/dev/null',
  });
  assert.equal([verdict, recording, operations], ['invalid', [], 5]);
  const convicting = findings.filter(({ validity }) => validity === 'invalid');
  // Where two have one slot, no order of events explains it either.
  assert.equal(
    convicting.map(({ by }) => by).filter((by) => by !== 'linearizability'),
    ['double-booking'],
  );
  assert.match(convicting[0]?.witness?.scenes?.[0]?.sentence ?? '', /b-1 and b-2/);
  assert.is(findings.find(({ by }) => by === 'accounting')?.validity, 'valid');
});

test('the table has a line for every verb that a history may hold, and for each reason and status', () => {
  const readme = readFileSync(new URL('README.md', checkers), 'utf8');
  const table = readme.slice(readme.indexOf('| verb |'), readme.indexOf('| value |'));
  const verbs = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, verb]) => verb);
  assert.equal([...verbs].sort(), [...operationVerbs].sort());
  const schema = readFileSync(new URL('../../recording/operation.schema.json', import.meta.url), 'utf8');
  const words = [...schema.matchAll(/"enum": (\[[^\]]*\])/g)].flatMap(
    ([, list]) => JSON.parse(list ?? '[]') as string[],
  );
  assert.ok(words.length > 12);
  for (const word of words) assert.ok(readme.includes(`\`${word}\``), word);
});

const main = join(import.meta.dirname, '..', '..', 'scripts', 'main.ts');

test('on the command line: 3 for a conviction, 4 for what nobody can tell, 2 for what was typed wrongly', async () => {
  const judge = async (...args: readonly string[]) => {
    const child = spawn(process.execPath, [main, 'judge', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        out += chunk;
      });
    }
    const [code] = await once(child, 'close');
    return { code, out };
  };
  const example = new URL('example-history.ndjson', checkers).pathname;
  const table = await judge('--history', example, '--initial-state', '/dev/null');
  assert.is(table.code, 3, table.out);
  assert.match(table.out, /invalid +double-booking[\s\S]*b-1 and b-2/);
  const { out } = await judge('--json', '--history', example);
  assert.is((JSON.parse(out) as { verdict: string }).verdict, 'invalid');
  const nothing = await judge('--history', '/dev/null');
  assert.equal([nothing.code, /UNKNOWN/.test(nothing.out)], [4, true]);
  for (const args of [[], ['latest', '--history', example], ['--world', example], ['--history', 'none']]) {
    const { code, out: said } = await judge(...args);
    assert.is(code, 2, said);
  }
});
