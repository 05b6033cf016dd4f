import * as assert from 'uvu/assert';
import type { Plan } from '../../core/plan.ts';
import type { ContendOperation, Round } from '../../core/round.ts';
import { defaultBounds } from '../../criteria/bounds.ts';
import { openLoadRecord } from '../../criteria/folds/load-record.ts';
import { openRaceRecord } from '../../criteria/folds/race-record.ts';
import { loadOf } from '../../criteria/folds/windows.ts';
import { judgeGenerator } from '../../criteria/judge-generator.ts';
import { suite } from '../door.ts';

const test = suite('race record');

const figures = {
  cores: 2,
  generatorShare: 0.1,
  othersShare: null,
  unknownShare: null,
  crowdedShare: null,
  targetCores: null,
  targetSeconds: 0,
};

function roundOf(number: number, contenders: number, more: Partial<Round> = {}): Round {
  const lanes = [...Array(contenders).keys()];
  return {
    ...{ number, shape: 'n-for-one-slot', factors: {}, fromMs: 0, meetMs: 1_000, toMs: 3_000, places: [] },
    contenders: lanes.map((lane) => ({ lane, role: 'book', customer: `c${lane}`, offsetMs: 0 })),
    ...more,
  };
}

function planOf(rounds: readonly Round[]): Plan {
  const phases = [{ name: 'races', fromMs: 0, toMs: 10_000, measured: true }];
  return {
    ...{ name: 'booking-race', users: 0, requestsPerSecond: 0, phases, arrivals: [], feeds: ['error-rate'] },
    ...{ gracePeriodMs: 1, requestTimeoutMs: 1, rounds, lanes: 4 },
    shapes: [{ name: 'n-for-one-slot', title: 'several for one' }],
  };
}

function contend(
  round: number,
  contender: number,
  [startMs, endMs]: readonly [number, number],
  more: { readonly type?: 'ok' | 'fail'; readonly outcome?: string; readonly reason?: string } = {},
): ContendOperation {
  const { type = 'ok', outcome = 'ok', reason } = more;
  const id = `${round}-${contender}`;
  const answered = { outcome, operation: id, ...(reason === undefined ? {} : { reason }) };
  return {
    ...{ id, intent: id, process: id, verb: 'contend', keys: [], startMs, endMs, type, requests: [] },
    value: { asked: { round, shape: 'n-for-one-slot', role: 'book', contender, contenders: 2 }, answered },
  };
}

function summaryOf(rounds: readonly Round[], contends: readonly ContendOperation[]) {
  const record = openRaceRecord(planOf(rounds));
  for (const each of contends) record.take(each);
  const [summary] = record.summaries();
  assert.ok(summary);
  return { record, summary: summary as NonNullable<typeof summary> };
}

test('requests that were under way at one moment overlap; those that touch within the clock error do not', () => {
  const spans: readonly (readonly [readonly [number, number], boolean])[] = [
    [[5, 15], true],
    [[0, 10], true],
    [[8.9, 30], true],
    [[9.2, 30], false],
    [[10, 20], false],
    [[11, 20], false],
  ];
  for (const [span, isOverlap] of spans) {
    const { summary } = summaryOf([roundOf(0, 2)], [contend(0, 0, [0, 10]), contend(0, 1, span)]);
    assert.is(summary.overlapped, isOverlap ? 1 : 0, String(span));
    assert.is(summary.largestOverlap, isOverlap ? 2 : 0);
  }
});

test('the largest overlap is at one moment, not in one round', () => {
  const spans: readonly (readonly [number, number])[] = [
    [0, 20],
    [5, 15],
    [10, 40],
    [30, 50],
  ];
  const { summary } = summaryOf(
    [roundOf(0, 4)],
    spans.map((span, index) => contend(0, index, span)),
  );
  assert.is(summary.largestOverlap, 3);
  assert.is(summary.startSpreadMs, 30);
});

test('what a clean result is worth follows from the rounds with overlap alone', () => {
  const rounds = [...Array(100).keys()].map((number) => roundOf(number, 2));
  const contends = rounds.flatMap(({ number }) => [contend(number, 0, [0, 10]), contend(number, 1, [5, 15])]);
  const { summary } = summaryOf(rounds, contends);
  assert.ok(Math.abs((summary.worth ?? 0) - 0.0295) < 0.0001);
  assert.is(summaryOf([roundOf(0, 2)], []).summary.worth, null);
  const apart = [contend(0, 0, [0, 10]), contend(0, 1, [20, 30])];
  assert.is(summaryOf([roundOf(0, 2)], apart).summary.worth, null);
});

test('throttled rounds count for nothing, unfinished ones are not played, and a repeated line counts once', () => {
  const rounds = [roundOf(0, 2), roundOf(1, 2), roundOf(2, 2)];
  const { summary, record } = summaryOf(rounds, [
    contend(0, 0, [0, 10], { outcome: 'fail', reason: 'throttled' }),
    contend(0, 1, [0, 10]),
    contend(1, 0, [0, 10]),
    contend(1, 0, [0, 10]),
    contend(1, 1, [0, 10], { outcome: 'fail', reason: 'taken' }),
    contend(2, 0, [0, 10]),
    contend(7, 0, [0, 10]),
  ]);
  assert.is(summary.planned, 3);
  assert.is(summary.played, 2);
  assert.is(summary.throttled, 1);
  assert.is(summary.overlapped, 1);
  assert.equal(summary.outcomes, { ok: 3, fail: 2, info: 0 });
  assert.is(summary.title, 'several for one');
  assert.is(record.contenders(), 5);
});

test('a sequence that was cut short was not played, and a race was once all had met', () => {
  const cut = (of: ContendOperation): ContendOperation => ({
    ...of,
    value: { ...of.value, asked: { ...of.value.asked, isCut: true } },
  });
  for (const [isSequence, played] of [
    [true, 1],
    [false, 2],
  ] as const) {
    const rounds = [roundOf(0, 1, { isSequence }), roundOf(1, 1, { isSequence })];
    const { record, summary } = summaryOf(rounds, [contend(0, 0, [0, 5]), cut(contend(1, 0, [0, 5]))]);
    assert.is(summary.played, played);
    assert.is(record.contenders(), 2);
  }
});

test('who never got to the meeting is no overlap, and a sequence is worth nothing as a race', () => {
  const never = summaryOf([roundOf(0, 2)], [contend(0, 0, [0, 10]), contend(0, 1, [5, 5], { type: 'fail' })]);
  assert.is(never.summary.overlapped, 0);
  assert.is(never.summary.played, 1);
  const sequence = [contend(0, 0, [0, 10]), contend(0, 1, [5, 15])];
  assert.is(summaryOf([roundOf(0, 2, { isSequence: true })], sequence).summary.worth, null);
});

/** The judgement of a generator that wrote these contenders. */
function judged(rounds: readonly Round[], contends: readonly ContendOperation[]) {
  const plan = planOf(rounds);
  const record = openLoadRecord(plan);
  record.takeMark({ mark: 'load-started', atMs: 0 });
  for (const each of contends) record.take(each);
  for (let lane = 0; lane < 4; lane += 1) record.takeMark({ mark: 'lane-ended', atMs: 9_000, detail: { lane } });
  assert.is(record.lanes(), 4);
  const ended = {
    event: 'load-ended',
    atMs: 9_500,
    source: plan.name,
    exitCode: 0,
    completed: 4,
    interrupted: 0,
  } as const;
  return judgeGenerator([loadOf(record, 0)], [plan], [ended], figures, defaultBounds);
}

test('the load of races is its contenders: all there is good, some missing or nobody met is short', () => {
  const rounds = [roundOf(0, 2), roundOf(1, 2), roundOf(2, 2)];
  const met = rounds.flatMap(({ number }) => [contend(number, 0, [0, 10]), contend(number, 1, [5, 15])]);
  const good = judged(rounds, met);
  assert.equal([good.status, good.offered, good.started, good.finished], ['good', 6, 6, 6]);
  const short = judged(rounds, met.slice(0, 4));
  assert.is(short.status, 'short');
  assert.is(short.reason, '2 of 6 contenders were never started');
  const apart = rounds.flatMap(({ number }) => [contend(number, 0, [0, 10]), contend(number, 1, [15, 25])]);
  assert.match(judged(rounds, apart).reason ?? '', "nobody was in the other's way");
});

test('what the client perhaps sent twice is named, and nobody is blamed for it', () => {
  const record = openLoadRecord(planOf([]));
  record.takeMark({ mark: 'load-started', atMs: 0 });
  record.takeMark({ mark: 'resend-suspected', atMs: 5, detail: { count: 2, operation: 'x' } });
  const { resendsSuspected } = judgeGenerator([loadOf(record, 0)], [record.plan], [], figures, defaultBounds);
  assert.is(resendsSuspected, 2);
});
