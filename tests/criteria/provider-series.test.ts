import * as assert from 'uvu/assert';
import type { Operation } from '../../core/operation.ts';
import type { Conduct, ProviderRequest } from '../../core/provider.ts';
import { openOutgoingRecord } from '../../criteria/folds/outgoing-record.ts';
import { providerSeries } from '../../criteria/provider-series.ts';
import { suite } from '../door.ts';

const test = suite('provider series');

type Seen = readonly [arrivedMs: number, status: number, more?: Partial<ProviderRequest>];
type Told = readonly [atMs: number, shares: Conduct['shares']];
type Asked = readonly [tenant: string, atMs: number, waiting: number];

function seriesOf(seen: readonly Seen[], told: readonly Told[] = [], asked: readonly Asked[] = []) {
  const record = openOutgoingRecord();
  record.takeLine({ schemaVersion: 1, source: 'calendar', offsetMs: 0, errorMs: 2, seed: 1 });
  record.takeLine({ schemaVersion: 1, source: 'messaging', offsetMs: 0, errorMs: 2, seed: 1 });
  for (const [atMs, shares] of told) {
    record.takeLine({
      ...{ mark: 'conduct', provider: 'calendar', atMs },
      conduct: { shares, slowMs: [1, 2], retryAfterSeconds: 1 },
    });
  }
  for (const [index, [arrivedMs, status, more = {}]] of seen.entries()) {
    record.takeLine({
      ...{ id: `calendar-${index}`, provider: 'calendar', arrivedMs, endedMs: arrivedMs + 1, method: 'POST', status },
      ...{ route: 'POST /entries', path: '/entries', bodyHash: '', bodyBytes: 0, behaviour: 'healthy' },
      ...{ ending: status === 0 ? 'cut' : 'replied' },
      ...more,
    });
  }
  for (const [tenant, atMs, waiting] of asked) {
    record.take({
      ...{ id: `${tenant} ${atMs}`, intent: '', process: 'p', verb: 'read-outgoing', keys: [], requests: [] },
      ...{ startMs: atMs, endMs: atMs, type: 'ok' },
      value: { asked: { tenant }, answered: { waiting: Array(waiting).fill('b'), dead: [] } },
    } satisfies Operation);
  }
  return providerSeries(record);
}

test('nobody called a provider: nothing to draw', () => {
  assert.is(seriesOf([], [[0, { failing: 1 }]], [['t', 1, 3]]), undefined);
});

test('requests count in the second in which they came; garbage, 429 and 5xx have failed, refusals have not', () => {
  const series = seriesOf([
    [1_100, 201, { effect: { action: 'create', item: 'e', atMs: 1_100 } }],
    [1_900, 404],
    [2_000, 200, { behaviour: 'garbage' }],
    [2_500, 429],
    [2_999, 500],
    [3_000, 0],
    [3_100, 201, { repeats: 'calendar-0' }],
  ]);
  const [calendar] = series?.providers ?? [];
  assert.is(series?.providers.length, 1, 'messaging was not called');
  assert.equal([calendar?.fromMs, calendar?.answered], [1_000, [2, 0, 1, 0]]);
  assert.equal(
    [calendar?.failed, calendar?.unanswered],
    [
      [0, 3, 0, 0],
      [0, 0, 1, 0],
    ],
  );
  assert.equal(calendar?.totals, { answered: 3, failed: 3, unanswered: 1 });
  assert.equal([calendar?.effects, calendar?.repeats, calendar?.conducts], [1, 1, []]);
});

test('of a long run the time around the failures is drawn, and all of it is counted', () => {
  const series = seriesOf(
    [
      [1_000, 201],
      [100_500, 500],
      [125_000, 201],
    ],
    [
      [0, {}],
      [100_000, { failing: 0.3, slow: 0.2 }],
      [110_000, { silent: 1 }],
      [120_000, {}],
    ],
  );
  const [calendar] = series?.providers ?? [];
  assert.equal([series?.fromMs, series?.length], [90_000, 36]);
  assert.equal(
    calendar?.conducts.map(({ name, fromMs, toMs }) => [name, fromMs, toMs]),
    [
      ['mixed 50 %', 100_000, 110_000],
      ['silent', 110_000, 120_000],
    ],
  );
  assert.equal([calendar?.answered.length, calendar?.answered[35], calendar?.failed[10]], [36, 1, 1]);
  assert.is(calendar?.totals.answered, 2);
});

test('what waits is that of all tenants together, to the end of it', () => {
  const series = seriesOf(
    [[1_000, 201]],
    [],
    [
      ['t2', 2_000, 3],
      ['t1', 1_500, 2],
      ['t2', 4_000, 0],
      ['t1', 5_000, 0],
    ],
  );
  assert.equal([series?.backlog.waiting, series?.length], [[2, 5, 2, 0], 4]);
});
