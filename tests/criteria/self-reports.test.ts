import * as assert from 'uvu/assert';
import type { Operation, OperationType, Reason } from '../../core/operation.ts';
import type { ResourceSample } from '../../core/resource-sample.ts';
import type { TimelineEvent } from '../../core/run.ts';
import { openMadeBookings } from '../../criteria/folds/made-bookings.ts';
import { openResourceRecord } from '../../criteria/folds/resource-figures.ts';
import type { Judgement } from '../../criteria/judgement.ts';
import { judgeBusinessMetrics } from '../../criteria/lines/judge-business-metrics.ts';
import { judgeHealthEndpoints } from '../../criteria/lines/judge-health-endpoints.ts';
import type { LineEvidence } from '../../criteria/lines/line-evidence.ts';
import { suite } from '../door.ts';

const test = suite('what processes say of themselves');

interface Told {
  readonly samples: readonly ResourceSample[];
  readonly timeline?: readonly TimelineEvent[];
  readonly operations?: readonly Operation[];
}

/** What these two lines look at, and nothing else. */
function evidence({ samples, timeline = [], operations = [] }: Told): LineEvidence {
  const [resources, made] = [openResourceRecord(), openMadeBookings()];
  for (const sample of samples) resources.take(sample);
  for (const operation of operations) made.take(operation);
  return { resources, made, timeline } as unknown as LineEvidence;
}

const says = (readiness: boolean, countedVerbs: readonly string[] | null): ResourceSample => ({
  ...{ kind: 'self-reports', atMs: 0, readiness, countedVerbs },
});

const seconds = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** The database is away from second 10 to second 20. */
const away: readonly TimelineEvent[] = (['leased', 'injected', 'healed'] as const).map((end, index) => ({
  event: `fault-${end}` as const,
  ...{ fault: 'link-cut database', atMs: [9_900, 10_000, 20_000][index] as number },
}));

/** A minute of one process that does not serve while the database is away. */
function minute(isReady: (second: number) => boolean, process = 1, isServing = isOutside): readonly ResourceSample[] {
  return seconds(0, 60).map((second) => ({
    ...{ kind: 'readiness', process, atMs: second * 1_000 + 100, endMs: second * 1_000 + 150 },
    ...{ isReady: isReady(second), isServing: isServing(second) },
  }));
}
const isOutside = (second: number): boolean => second < 10 || second >= 20;

const health = (samples: readonly ResourceSample[], timeline = away): Judgement | undefined =>
  judgeHealthEndpoints(evidence({ samples: [says(true, null), ...samples], timeline }));

test('readiness is red while the database is away, and green afterwards', () => {
  assert.is(health(minute(isOutside))?.status, 'pass');
  // It takes some seconds until it is noticed, and some until it is believed.
  assert.is(health(minute((second) => second < 13 || second >= 25))?.status, 'pass');
});

test('readiness that is green all the time convicts, of one process among several too', () => {
  const wrong = health(minute(() => true));
  assert.is(wrong?.status, 'fail');
  assert.match(wrong?.reason ?? '', 'ready while it failed everybody');
  assert.is(health([...minute(isOutside), ...minute(() => true, 2)])?.status, 'fail');
});

test('readiness that stays red although everybody is served convicts', () => {
  const wrong = health(minute((second) => second < 10));
  assert.is(wrong?.status, 'fail');
  assert.match(wrong?.reason ?? '', 'not ready while it served everybody');
});

test('one wrong answer, one at the edge, or one while users are served convicts nobody', () => {
  assert.is(health(minute((second) => isOutside(second) || second === 16))?.status, 'pass');
  assert.is(health(minute((second) => isOutside(second) || second === 19))?.status, 'pass');
  // A process that serves its users from elsewhere may well say that it is ready.
  const served = health(
    minute(
      () => true,
      1,
      () => true,
    ),
  );
  assert.is(served?.status, 'unknown');
});

test('without an outage that was long enough, without answers or without the question nothing is decided', () => {
  assert.is(health(minute(isOutside), []), undefined);
  assert.is(health(minute(isOutside).slice(0, 13))?.status, 'unknown');
  assert.is(health(minute(isOutside).slice(0, 20))?.status, 'unknown');
  assert.is(judgeHealthEndpoints(evidence({ samples: [], timeline: away })), undefined);
  assert.is(judgeHealthEndpoints(evidence({ samples: [says(false, null)], timeline: away }))?.status, 'not-applicable');
});

interface Attempt {
  readonly second: number;
  readonly type?: OperationType;
  readonly verb?: string;
  readonly intent?: string;
  readonly reason?: Reason;
  readonly key?: string;
  readonly booking?: string;
  readonly requests?: number;
}

function attempt(attempt: Attempt, number: number): Operation {
  const {
    second,
    type = 'ok',
    verb = 'book',
    intent = `intent-${number}`,
    reason,
    key,
    booking,
    requests = 1,
  } = attempt;
  const [startMs, endMs] = [second * 1_000, second * 1_000 + 50];
  return {
    ...{ id: `${number}`, intent, process: 'user', verb, keys: [], startMs, endMs, type },
    ...(key === undefined ? {} : { idempotencyKey: key }),
    requests: Array.from({ length: requests }, () => ({ route: 'POST /', startMs, endMs, status: 201 })),
    value: {
      ...(reason === undefined ? {} : { reason }),
      ...(booking === undefined ? {} : { answered: { booking } }),
    },
  };
}

/** Two processes, asked every second; `value` is null where one did not answer. */
function counters(value: (second: number, process: number) => number | null): readonly ResourceSample[] {
  return [1, 2].flatMap((process) =>
    seconds(0, 60).map((second) => ({
      ...{ kind: 'counter' as const, process, atMs: second * 1_000 + 500, endMs: second * 1_000 + 520 },
      value: value(second, process),
    })),
  );
}

const metrics = (samples: readonly ResourceSample[], attempts: readonly Attempt[]): Judgement | undefined =>
  judgeBusinessMetrics(
    evidence({ samples: [says(true, ['book', 'confirm']), ...samples], operations: attempts.map(attempt) }),
  );

/** One booking in each second from 5 to 45; the first process makes the even ones. */
const bookings: readonly Attempt[] = seconds(5, 45).map((second) => ({ second }));
const madeBy = (second: number, process: number): number =>
  bookings.filter((booking) => booking.second <= second && booking.second % 2 === process - 1).length;

test('counters that agree with what users were told pass', () => {
  const right = metrics(
    counters((second, process) => 100 + madeBy(second, process)),
    bookings,
  );
  assert.is(right?.status, 'pass');
  assert.is(right?.samples, 40);
});

test('bookings that are counted although nobody has them convict, and so do those that are not counted', () => {
  const refused = bookings.map(({ second }): Attempt => ({ second, type: 'fail', reason: 'taken' }));
  const tooMany = metrics(
    counters((second, process) => 2 * madeBy(second, process)),
    [...bookings, ...refused],
  );
  assert.is(tooMany?.status, 'fail');
  assert.is(tooMany?.reason, '80 bookings were counted, and users know of 40 to 40');
  const tooFew = metrics(
    counters((second, process) => (process === 1 ? madeBy(second, process) : 0)),
    bookings,
  );
  assert.is(tooFew?.status, 'fail');
  assert.is(tooFew?.value, 20);
});

test('what may have been made may be counted or not', () => {
  const open: readonly Attempt[] = [
    { second: 20, type: 'info' },
    { second: 21, type: 'fail', reason: 'error' },
    { second: 22, type: 'info', requests: 2 },
  ];
  for (const more of [0, 4]) {
    const counted = counters((second, process) => madeBy(second, process) + (process === 1 && second > 25 ? more : 0));
    assert.is(metrics(counted, [...bookings, ...open])?.status, 'pass');
  }
  const five = counters((second, process) => madeBy(second, process) + (process === 1 && second > 25 ? 5 : 0));
  assert.is(metrics(five, [...bookings, ...open])?.status, 'fail');
});

test('what an event asks for may be booked and counted later, or not at all', () => {
  const events = seconds(1, 6).map((second): Attempt => ({ second, verb: 'deliver-webhook' }));
  for (const more of [0, 5, 6]) {
    const counted = counters((second, process) => madeBy(second, process) + (process === 2 && second > 30 ? more : 0));
    assert.is(metrics(counted, [...bookings, ...events])?.status, more > 5 ? 'fail' : 'pass');
  }
});

test('who asks again with the same intent is told of one booking', () => {
  const again = bookings
    .slice(0, 10)
    .map(({ second }, index): Attempt => ({ second, intent: `intent-${index}`, key: 'k' }));
  assert.is(metrics(counters(madeBy), [...bookings, ...again])?.status, 'pass');
});

test('of many who ask at once with one key, all are told of one booking', () => {
  const crowd = Array.from({ length: 50 }, (): Attempt => ({ second: 30, key: 'shared' }));
  const counted = counters((second, process) => madeBy(second, process) + (process === 1 && second > 30 ? 1 : 0));
  assert.is(metrics(counted, [...bookings, ...crowd])?.status, 'pass');
  // Also where no key tells so, but the answer does.
  const confirmed = Array.from({ length: 5 }, (): Attempt => ({ second: 30, verb: 'confirm', booking: 'b-1' }));
  assert.is(metrics(counted, [...bookings, ...confirmed])?.status, 'pass');
});

test('a process that begins again counts from 0, and what it had counted last is nobody to miss', () => {
  // The first process is away from 20 to 23, and had counted two bookings that nobody saw counted.
  const restarted = counters((second, process) => {
    if (process === 2) return madeBy(second, process);
    if (second >= 20 && second < 23) return null;
    return second < 20 ? Math.min(madeBy(second, 1), madeBy(17, 1)) : madeBy(second, 1) - madeBy(22, 1);
  });
  const judged = metrics(restarted, bookings);
  assert.is(judged?.status, 'pass');
  assert.ok((judged?.samples ?? 0) < 40);
});

test('behind a balancer one address says too little of several processes, and too much of one', () => {
  const isOfFirst = (sample: ResourceSample): boolean => 'process' in sample && sample.process === 1;
  const through = (value: (second: number) => number): Judgement | undefined => {
    const samples = counters((second) => value(second)).filter(isOfFirst);
    return judgeBusinessMetrics(
      evidence({
        samples: [{ ...says(true, ['book']), isBalanced: true } as ResourceSample, ...samples],
        operations: bookings.map(attempt),
      }),
    );
  };
  // Now this one, now that one; always the same one, while the other one makes half of all; one that began anew.
  assert.is(through((second) => madeBy(second, 1) + 400 * (second % 2))?.status, 'unknown');
  assert.is(through((second) => madeBy(second, 1))?.status, 'unknown');
  assert.is(through((second) => (second > 30 && second < 40 ? 0 : 454))?.status, 'unknown');
  assert.is(through((second) => madeBy(second, 1) + madeBy(second, 2))?.status, 'pass');
  assert.is(through((second) => 3 * (madeBy(second, 1) + madeBy(second, 2)))?.status, 'fail');
});

test('without counters, without bookings or without a counter that is named nothing is decided', () => {
  assert.is(metrics([], bookings)?.status, 'unknown');
  assert.is(
    metrics(
      counters(() => 7),
      [],
    )?.status,
    'unknown',
  );
  assert.is(
    metrics(
      counters(() => null),
      bookings,
    )?.status,
    'unknown',
  );
  assert.is(judgeBusinessMetrics(evidence({ samples: [] })), undefined);
  assert.is(judgeBusinessMetrics(evidence({ samples: [says(true, null)] }))?.status, 'not-applicable');
});
