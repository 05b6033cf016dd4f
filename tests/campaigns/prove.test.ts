import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ConductOptions } from '../../campaigns/conduct.ts';
import { type ProofClass, proofs } from '../../campaigns/proofs.ts';
import { type Proofs, prove } from '../../campaigns/prove.ts';
import { exitCode } from '../../core/exit-code.ts';
import { Failure } from '../../core/failure.ts';
import type { Finding, Scene, Validity } from '../../core/finding.ts';
import { silentProgress } from '../../core/progress.ts';
import type { CriterionStatus, Verdict } from '../../core/verdict.ts';
import { checklist } from '../../criteria/checklist.ts';
import { suite } from '../door.ts';

const test = suite('prove');

/** What a fake run ends with: what its laws say, and which gates fail. */
interface Outcome {
  readonly laws?: Readonly<Record<string, Validity>>;
  readonly gates?: Readonly<Record<string, CriterionStatus>>;
  /** Ends of the operations in the scenes of every law that convicts. */
  readonly scenes?: readonly (readonly number[])[];
}

const healthyOutcome: Outcome = { laws: { law: 'valid', other: 'not-applicable' }, gates: { errors: 'pass' } };

const classes: readonly ProofClass[] = [
  {
    ...{ name: 'first', scenario: 'races' },
    proofs: [
      { defect: 'one', must: ['law'], may: ['other'] },
      { defect: 'two', must: ['law', 'errors'], may: [] },
    ],
  },
  { name: 'second', scenario: 'races', proofs: [{ defect: 'three', must: ['other'], may: [] }] },
];

function scene(ends: readonly number[]): Scene {
  const bars = ends.map((endMs, index) => ({
    ...{ id: `o${index}`, process: 'p', label: 'book', startMs: endMs - 10, endMs, type: 'ok', isContradiction: true },
  })) as Scene['bars'];
  return { sentence: 'Two were told that it is theirs.', bars };
}

function verdictOf({ laws = {}, gates = {}, scenes }: Outcome): Verdict {
  const findings = Object.entries(laws).map(([by, validity]): Finding => {
    const finding: Finding = { by, validity, examined: 1, summary: by };
    if (validity !== 'invalid' || scenes === undefined) return finding;
    return { ...finding, witness: { ids: [], lines: [], total: 1, scenes: scenes.map(scene) } };
  });
  const statuses = { valid: 'pass', invalid: 'fail', unknown: 'unknown', 'not-applicable': 'not-applicable' } as const;
  const lines = Object.entries(laws).map(([by, validity]) => [by, statuses[validity]] as const);
  const criteria = [...lines, ...Object.entries(gates)].map(([id, status]) => ({
    ...{ id, question: id, section: 'critical blockers', status, evidence: 'measured' },
    ...{ weight: id === 'hints' ? 'advice' : 'gate', inScope: id !== 'memory' && id !== 'storms' },
  })) as unknown as Verdict['criteria'];
  return {
    ...{ schemaVersion: 1, verdict: 'NO-GO', sentence: 's', campaign: 'races', target: 't', environment: 'embedded' },
    ...{ seed: 1, defects: [], judgedAt: '2027-03-01T08:00:00Z', recording: [], criteria, findings },
    generator: { status: 'good', offered: 1, started: 1, dropped: 0, finished: 1, lagMsP99: 1 },
  };
}

/** The load lasts from second 2 to second 62. */
const timeline = [
  { schemaVersion: 1, source: 'timeline' },
  { event: 'step-started', atMs: 2_000, step: 'races' },
  { event: 'load-ended', atMs: 62_000, source: 'races', exitCode: 0 },
];

interface Proving {
  readonly outcomes?: Readonly<Record<string, Outcome | Error>>;
  readonly seeds?: readonly number[];
  readonly isHealthyRun?: boolean;
  /** Ctrl-C while this defect's run goes on. */
  readonly interruptedAt?: string;
}

async function proving(how: Proving): Promise<Proofs & { readonly runs: readonly string[]; readonly notes: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-prove-'));
  const runs: string[] = [];
  const notes: string[] = [];
  const controller = new AbortController();
  const conduct = async ({ name, seed, defects, out = '' }: ConductOptions) => {
    const key = defects[0] ?? 'healthy';
    runs.push(`${name} ${seed} ${key}`);
    await mkdir(out);
    await writeFile(join(out, 'timeline.ndjson'), timeline.map((line) => `${JSON.stringify(line)}\n`).join(''));
    if (how.interruptedAt === key) controller.abort();
    const outcome = how.outcomes?.[key] ?? healthyOutcome;
    if (outcome instanceof Error) throw outcome;
    return { exitCode: exitCode.clear, runFolder: out, verdict: verdictOf(outcome) };
  };
  try {
    const proven = await prove({
      ...{ classes, seeds: how.seeds ?? [1], isHealthyRun: how.isHealthyRun ?? true, folder, commandLine: [] },
      ...{ signal: controller.signal, progress: { ...silentProgress, note: (text) => notes.push(text) }, conduct },
    });
    assert.is((await readdir(folder)).length, runs.length);
    return { ...proven, runs, notes };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const convicting = {
  one: { laws: { law: 'invalid' } },
  two: { laws: { law: 'invalid' }, gates: { errors: 'fail' } },
  three: { laws: { other: 'invalid' } },
} as const satisfies Record<string, Outcome>;

test('each defect convicted by what must, and the healthy platform acquitted: 0, a row for each', async () => {
  const { rows, exitCode: code, runs } = await proving({ outcomes: convicting, seeds: [1, 2] });
  assert.is(code, 0);
  const each = ['healthy', 'one', 'two', 'three'];
  assert.equal(
    runs,
    [1, 2].flatMap((seed) => each.map((name) => `races ${seed} ${name}`)),
  );
  assert.equal(
    rows.map(({ defect, seed, ok }) => [defect, seed, ok]),
    [1, 2].flatMap((seed) => [null, 'one', 'two', 'three'].map((defect) => [defect, seed, true])),
  );
  assert.equal(rows[2]?.expected, ['law', 'errors']);
  assert.equal(rows[2]?.convictedBy, ['errors', 'law']);
});

test('what must and is silent is missed: 3', async () => {
  const outcomes = { ...convicting, two: convicting.one };
  const { rows, exitCode: code, notes } = await proving({ outcomes });
  assert.is(code, 3);
  assert.equal(
    rows.map(({ ok }) => ok),
    [true, true, false, true],
  );
  assert.equal([rows[2]?.missedBy, rows[2]?.falselyBy], [['errors'], []]);
  assert.match(notes.at(-3) ?? '', 'missed by errors');
});

test('what may speak is no fault, what may not is a false conviction: 3', async () => {
  const outcomes = {
    one: { laws: { law: 'invalid', other: 'invalid' } },
    two: { laws: { law: 'invalid', other: 'invalid' }, gates: { errors: 'fail' } },
    three: { laws: { other: 'invalid' }, gates: { errors: 'fail' } },
  } as const;
  const { rows, exitCode: code } = await proving({ outcomes });
  assert.is(code, 3);
  assert.equal(
    rows.map(({ falselyBy }) => falselyBy),
    [[], [], ['other'], ['errors']],
  );
});

test('beside a planted bug, a gate out of scope and advice convict nobody', async () => {
  const gates = { errors: 'fail', memory: 'fail', hints: 'fail' } as const;
  const { rows } = await proving({ outcomes: { ...convicting, two: { ...convicting.two, gates } } });
  assert.equal([rows[2]?.convictedBy, rows[2]?.ok], [['errors', 'law'], true]);
});

test('on the healthy platform nothing may convict, and every law must have come to a conclusion', async () => {
  for (const [healthy, said] of [
    [{ laws: { law: 'invalid' } }, 'falsely by law'],
    [{ laws: { law: 'valid' }, gates: { errors: 'fail' } }, 'falsely by errors'],
    [{ laws: { law: 'valid' }, gates: { memory: 'fail' } }, 'falsely by memory'],
    [{ laws: { law: 'unknown' } }, 'law came to no conclusion'],
    [{ laws: {} }, ''],
  ] as const) {
    const { rows, exitCode: code, notes } = await proving({ outcomes: { ...convicting, healthy } });
    assert.is(code, 3);
    assert.is(rows[0]?.ok, false);
    assert.match(notes[1] ?? '', said);
  }
  const outOfScope = { laws: { law: 'valid', storms: 'unknown' } } as const;
  assert.is((await proving({ outcomes: { ...convicting, healthy: outOfScope } })).exitCode, 0);
  const undecided = { ...convicting, one: { laws: { law: 'invalid', other: 'unknown' } } } as const;
  assert.is((await proving({ outcomes: undecided })).exitCode, 0);
});

test('seconds of load: until the first scene is complete, or all of it, and none where nothing spoke', async () => {
  const scenes = [
    [30_000, 40_000],
    [9_000, 14_500, 12_000],
  ];
  const outcomes = { ...convicting, one: { ...convicting.one, scenes }, three: healthyOutcome };
  const { rows } = await proving({ outcomes });
  assert.equal(
    rows.map(({ seconds }) => seconds),
    [null, 12.5, 60, null],
  );
});

test('a run that breaks is a row that is not ok, and the others go on', async () => {
  const outcomes = { ...convicting, one: new Failure('never healthy', { exitCode: exitCode.targetNeverHealthy }) };
  const { rows, exitCode: code, notes } = await proving({ outcomes });
  assert.is(code, exitCode.targetNeverHealthy);
  assert.equal([rows.length, rows[1]?.ok, rows[1]?.problem, rows[1]?.verdict], [4, false, 'never healthy', null]);
  assert.match(notes[3] ?? '', 'NOT PROVEN: never healthy');
  assert.is((await proving({ outcomes: { ...convicting, one: new Error('a bug') } })).exitCode, 1);
});

test('bad usage ends the proof at once, since every run would end so', async () => {
  const outcomes = { healthy: new Failure('no such scenario', { exitCode: exitCode.badUsage }) };
  const thrown = await proving({ outcomes }).catch((error: unknown) => error);
  assert.is(thrown, outcomes.healthy);
});

test('an interruption keeps the rows so far, and ends with 130', async () => {
  const { rows, exitCode: code, runs } = await proving({ outcomes: convicting, interruptedAt: 'two' });
  assert.is(code, 130);
  assert.equal(runs, ['races 1 healthy', 'races 1 one', 'races 1 two']);
  assert.equal(
    rows.map(({ defect }) => defect),
    [null, 'one'],
  );
});

test('without the healthy platform only defects are run', async () => {
  const { runs } = await proving({ outcomes: convicting, isHealthyRun: false });
  assert.equal(runs, ['races 1 one', 'races 1 two', 'races 1 three']);
});

test('every planted defect has one proof, or is named as one that has none, and every proof has a defect', async () => {
  const files = await readdir(new URL('../../stack/defects/', import.meta.url));
  const planted = files.flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
  const proven = proofs.flatMap((one) => one.proofs.map(({ defect }) => defect));
  assert.equal(proven.toSorted(), planted.sort());
});

test('what must and may speak are lines of the checklist', () => {
  const lines = new Set(checklist.map(({ id }) => id));
  for (const { proofs: each } of proofs) {
    for (const { defect, must, may } of each) {
      assert.ok(must.length > 0, defect);
      for (const id of [...must, ...may]) assert.ok(lines.has(id), `${defect}: ${id}`);
    }
  }
});
