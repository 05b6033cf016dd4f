import * as assert from 'uvu/assert';
import type { OperationType } from '../../core/operation.ts';
import type { Plan } from '../../core/plan.ts';
import type { Credential } from '../../core/webhook.ts';
import { openLoadRecord } from '../../criteria/folds/load-record.ts';
import { loadOf } from '../../criteria/folds/windows.ts';
import { stormSeries } from '../../criteria/storm-series.ts';
import { suite } from '../door.ts';

const test = suite('storm series');

const plan: Plan = {
  ...{ name: 'webhook-storm', users: 0, requestsPerSecond: 0, arrivals: [], feeds: [], gracePeriodMs: 1 },
  ...{ requestTimeoutMs: 1, phases: [{ name: 'storm', fromMs: 0, toMs: 3_000, measured: true }] },
};

type Sent = readonly [event: string, startMs: number, endMs: number, type: OperationType, credential?: Credential];
type Asked = readonly [tenant: string, atMs: number, waiting: number, dead: number];

function seriesOf(sent: readonly Sent[], asked: readonly Asked[] = []) {
  const record = openLoadRecord(plan);
  const sender = { process: 'provider-1', keys: [], requests: [] };
  for (const [index, [event, startMs, endMs, type, credential = 'good']] of sent.entries()) {
    record.take({
      ...{ id: `d${index}`, intent: event, verb: 'deliver-webhook', startMs, endMs, type },
      ...sender,
      value: { asked: { id: event, tenant: 't', credential, form: 'plain', demand: { effect: 'none' } } },
    });
  }
  for (const [index, [tenant, atMs, waiting, dead]] of asked.entries()) {
    const ids = (count: number): string[] => Array.from({ length: count }, (_, number) => `e${number}`);
    record.take({
      ...{ id: `b${index}`, intent: `b${index}`, verb: 'read-backlog', startMs: atMs, endMs: atMs, type: 'ok' },
      ...sender,
      value: { asked: { tenant }, answered: { waiting: ids(waiting), dead: ids(dead) } },
    });
  }
  return stormSeries(loadOf(record, 1_000));
}

test('an event counts once, from its first delivery and its first acknowledgement on', () => {
  const series = seriesOf([
    ['a', 1_100, 1_200, 'ok'],
    ['a', 2_500, 2_600, 'ok'],
    ['b', 1_300, 3_400, 'info'],
    ['b', 3_500, 3_600, 'ok'],
    ['c', 2_100, 2_200, 'fail', 'wrong'],
  ]);
  assert.equal(series?.arrived, [2, 3, 3]);
  assert.equal(series?.acknowledged, [1, 1, 2]);
  assert.equal([series?.deliveries, series?.events, series?.acknowledgedEvents], [5, 3, 2]);
  assert.is(series?.acknowledgementP95Ms, null);
  const good = { deliveries: 4, acknowledged: 3, refused: 0, unanswered: 1 };
  const wrong = { name: 'wrong', deliveries: 1, acknowledged: 0, refused: 1, unanswered: 0 };
  assert.equal(series?.signatures, [{ name: 'good', ...good }, wrong]);
  assert.equal(series?.forms, [{ name: 'plain', ...good }]);
});

test('duplicates count only when they were under way at one moment', () => {
  const one = seriesOf([
    ['a', 0, 10, 'ok'],
    ['a', 10, 20, 'ok'],
    ['b', 0, 10, 'ok'],
    ['b', 9, 20, 'ok'],
    ['c', 0, 100, 'ok'],
    ['c', 10, 20, 'ok'],
    ['c', 90, 95, 'ok'],
  ]);
  assert.is(one?.overlapping, 2);
});

test('the backlog is that of all tenants together, as each said last', () => {
  const series = seriesOf(
    [['a', 1_000, 1_001, 'ok']],
    [
      ['t2', 2_000, 3, 0],
      ['t1', 1_000, 5, 1],
      ['t1', 3_000, 0, 2],
      ['t2', 4_000, 0, 0],
    ],
  );
  const atMs = [1_000, 2_000, 3_000, 4_000];
  assert.equal(series?.backlog, { atMs, waiting: [5, 8, 3, 0], dead: [1, 1, 2, 2], done: [0, 0, 0, 1] });
  assert.is(series?.length, 4);
});

test('a load without deliveries has no storm', () => {
  assert.is(seriesOf([]), undefined);
});
