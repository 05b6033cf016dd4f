import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';

const test = suite('main');
const main = join(import.meta.dirname, '..', '..', 'scripts', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'ansturm-main-'));
test.after(() => rmSync(folder, { recursive: true }));

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

async function ansturm(...args: string[]): Promise<Ending> {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, said };
}

test('every verb explains itself, with an example', async () => {
  const { code, out } = await ansturm('--help');
  assert.is(code, 0);
  const verbs = [
    'run',
    'prove',
    'judge',
    'report',
    'list',
    'up',
    'down',
    'doctor',
    'clean',
    'sweep',
    'shrink',
    'grow',
    'chaos-toolkit',
    'help',
    'test',
    'bench',
    'lint',
  ];
  for (const verb of verbs.slice(0, 13)) assert.match(out, new RegExp(`^  ${verb} `, 'm'));
  const helps = await Promise.all(verbs.map((verb) => ansturm(verb, '--help')));
  for (const [index, help] of helps.entries()) {
    assert.is(help.code, 0, verbs[index]);
    assert.match(help.out, /Examples?:\n {2}(npx ansturm|npm) /);
  }
  assert.is((await ansturm('help', 'run')).out, helps[0]?.out);
});

test('an experiment goes to Chaos Toolkit and comes back; what is none ends with 2, in words', async () => {
  const written = await ansturm('chaos-toolkit', 'database-cut');
  assert.is(written.code, 0, written.said);
  assert.match(written.said, 'left out:\n');
  const file = join(folder, 'cut.json');
  writeFileSync(file, written.out);
  const back = await ansturm('chaos-toolkit', file);
  assert.is(back.code, 0, back.said);
  assert.match(back.out, /export const databaseCut: Experiment = \{\n {2}"name": "database-cut",/);
  assert.match(back.out, '"fault": "link-cut"');
  writeFileSync(file, '{"title":7}');
  const wrong = await Promise.all(
    [file, join(folder, 'none.json'), 'no-such-thing', 'replies-lost'].map((typed) => ansturm('chaos-toolkit', typed)),
  );
  assert.equal(
    wrong.map(({ code, out }) => [code, out]),
    wrong.map(() => [2, '']),
  );
  assert.match(wrong[0]?.said ?? '', "must have required property 'method'");
});

test('no verb is bad usage, and shows what there is', async () => {
  const { code, out, said } = await ansturm();
  assert.is(code, 2);
  assert.is(out, '');
  assert.match(said, 'Commands:');
});

test('unknown verbs and flags end with 2 and the nearest word', async () => {
  for (const [args, nearest] of [
    [['rnu'], 'run'],
    [['run', 'rehearsal', '--sede', '1'], '--seed'],
    [['help', 'jugde'], 'judge'],
    [['list', 'defect'], 'defects'],
    [['run', 'rehersal'], 'rehearsal'],
    [['run', 'rehearsal', '--defects', 'feild-drift'], 'field-drift'],
    [['run', 'rehearsal', '--target', 'referense'], 'reference'],
    [['run', 'rehearsal', '--environment', 'embeded'], 'embedded'],
    [['up', '--defects', 'feild-drift'], 'field-drift'],
    [['down', 'http://127.0.0.1:1'], 'no platform of ours'],
  ] as const) {
    const { code, out, said } = await ansturm(...args);
    assert.is(code, 2, said);
    assert.is(out, '');
    assert.match(said, nearest);
  }
});

test('all that is wrong with a run is said at once, and nothing is done', async () => {
  const out = join(folder, 'taken');
  writeFileSync(out, '');
  const { code, said } = await ansturm(
    ...['run', 'rehersal', '--users', '0', '--duration', '5 parsecs', '--seed', '-1', '--out', out],
    ...['--bounds', 'nowhere.json', '--base-url', 'ftp://example.org', '--environment', 'external', '--defects', 'x'],
    ...['--figures', join('no', 'such', 'folder')],
  );
  assert.is(code, 2);
  for (const words of [
    'rehersal',
    '--users "0"',
    '--duration "5 parsecs"',
    '--seed "-1"',
    'exists already',
    'nowhere.json',
    '--figures "no',
    'ftp://example.org',
    'unknown defect "x"',
    'only the reference stack has planted defects',
  ]) {
    assert.match(said, words);
  }
  assert.not.match(said, /\n {4}at /);
});

for (const [args, words] of [
  [['--users', '1.5'], '--users "1.5"'],
  [['--users', '-3'], '--users "-3"'],
  [['--users', 'many'], '--users "many"'],
  [['--duration', '-5s'], '--duration "-5s"'],
  [['--duration', '60'], 'with a unit'],
  [['--seed', '4294967296'], '--seed "4294967296"'],
  [['--base-url', 'http://user:secret@127.0.0.1'], 'leave user name and password out'],
  [['--environment', 'external'], '--base-url'],
  [['--environment', 'embedded', '--base-url', 'http://127.0.0.1:1'], 'starts a platform of its own'],
  [['--exclusive'], '--exclusive goes with --base-url'],
  [['--rate-cap', '50'], '--rate-cap spares a platform of others'],
  [['--rate-cap', '0', '--base-url', 'http://127.0.0.1:1'], '--rate-cap "0"'],
  [['--host', 'staging.test'], '--host and --ca go with --base-url'],
  [['--ca', '/nowhere', '--base-url', 'https://127.0.0.1:1'], '--ca "/nowhere"'],
  [['--base-url', 'http://staging.test'], 'name it with --host staging.test'],
  [['--base-url', 'http://staging.test', '--host', 'staging.test'], 'ANSTURM_CONSENT is not set'],
  [['--target', './nowhere.ts'], 'no such file'],
  [['--out', '/dev/null/x'], '/dev/null'],
] as const) {
  test(`run rehearsal ${args.join(' ')} is refused`, async () => {
    const { code, said } = await ansturm('run', 'rehearsal', ...args);
    assert.is(code, 2, said);
    assert.match(said, words);
    assert.not.match(said, 'secret');
  });
}

test('folders that hold no run are refused', async () => {
  assert.match((await ansturm('judge', 'nowhere')).said, 'no run folder "nowhere"');
  assert.is((await ansturm('judge', 'nowhere')).code, 2);
  const { code, said } = await ansturm('report', folder);
  assert.is(code, 2);
  assert.match(said, 'run.json');
  writeFileSync(join(folder, 'run.json'), '{}');
  assert.match((await ansturm('report', folder)).said, 'was not judged yet');
});

test('clean asks for a whole number, and removes nothing without one', async () => {
  for (const keep of ['-1', 'all', '1.5', '']) assert.is((await ansturm('clean', `--keep=${keep}`)).code, 2, keep);
  assert.is((await ansturm('clean')).code, 2);
});

test('list names what lies in the folders', async () => {
  const { code, out } = await ansturm('list', '--json');
  assert.is(code, 0);
  const lists: Record<string, readonly { readonly name: string; readonly summary: string }[]> = JSON.parse(out);
  const has = (kind: string, name: string): void => {
    assert.ok(
      lists[kind]?.some((entry) => entry.name === name && entry.summary !== ''),
      `${kind}: ${name}`,
    );
  };
  has('campaigns', 'rehearsal');
  has('scenarios', 'booking-day');
  has('criteria', 'api-latency');
  has('laws', 'accounting');
  has('defects', 'field-drift');
  has('targets', 'reference');
  has('environments', 'embedded');
  assert.ok((lists.criteria?.length ?? 0) > 80);
  const said = (kind: string, name: string) => lists[kind]?.find((entry) => entry.name === name)?.summary ?? '';
  // One with an apostrophe in it, one on a line of its own: not the docstring of something else in the file.
  assert.match(said('scenarios', 'booking-race-sharp'), /^races whose .* k6's barrier misses$/);
  assert.match(said('campaigns', 'rehearsal'), /^under five minutes: /);
});

test('a reader that has seen enough is no error', async () => {
  const command = `"${process.execPath}" "${main}" list criteria | head -c 1`;
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  assert.is(code, 0, said);
  assert.is(said, '');
});

test('doctor answers line by line, and in JSON', async () => {
  const { out } = await ansturm('doctor', '--json');
  const lines: readonly { readonly name: string; readonly state: string; readonly advice?: string }[] = JSON.parse(out);
  const names = [
    'Node',
    'npm',
    'Go',
    'k6',
    'toxiproxy',
    'container engine',
    'docker-compose',
    'prlimit',
    'libfaketime',
    'loopback ports',
    'file descriptors',
    'cores',
  ];
  assert.equal(
    lines.map(({ name }) => name),
    [...names, 'memory', 'disk'],
  );
  for (const { name, state, advice } of lines) {
    assert.ok(['ok', 'warning', 'missing'].includes(state), name);
    assert.ok(state === 'ok' || advice !== undefined, `${name} says what to do`);
  }
  const table = await ansturm('doctor');
  assert.is(table.code === 0, !lines.some(({ state }) => state === 'missing'));
});
