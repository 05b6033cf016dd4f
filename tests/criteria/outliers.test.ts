import * as assert from 'uvu/assert';
import { judgeRun } from '../../campaigns/judge-run.ts';
import type { Operation } from '../../core/operation.ts';
import { random } from '../../core/random.ts';
import { openOutliers } from '../../criteria/folds/outliers.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';
import { healthy, writeSyntheticRun } from '../recording/synthetic-run.ts';

const test = suite('outliers');

test('of very many requests the slowest are kept, and the last failures', () => {
  const outliers = openOutliers();
  const draw = random(7);
  const latencies: number[] = [];
  for (let index = 0; index < 50_000; index += 1) {
    const latencyMs = index % 100 === 0 ? Number.POSITIVE_INFINITY : 1_000 * draw.next();
    latencies.push(latencyMs);
    outliers.take({ id: String(index), dueMs: index, latencyMs });
  }
  const kept = outliers.kept();
  const expected = latencies
    .map((latencyMs, index) => ({ id: String(index), latencyMs }))
    .filter(({ latencyMs }) => Number.isFinite(latencyMs))
    .sort((one, other) => other.latencyMs - one.latencyMs);
  assert.equal(
    kept.slice(0, 64).map(({ id }) => id),
    expected.slice(0, 64).map(({ id }) => id),
  );
  assert.equal([kept.length, kept[64]?.id, kept.at(-1)?.id], [128, '49900', '43600']);
});

test('the slowest request and a failed one are told by their trace ids', async () => {
  const traceOf = (number: number): string => number.toString(16).padStart(32, '5');
  let number = 0;
  const change = (operation: Operation): Operation => {
    if (operation.verb !== 'find-slots') return operation;
    number += 1;
    const later = (each: Operation['requests'][number]) =>
      number === 9_000 ? { ...each, endMs: each.endMs + 9_000 } : number === 9_001 ? { ...each, status: 500 } : each;
    return { ...operation, id: traceOf(number), requests: operation.requests.map(later) };
  };
  const { verdict } = await inTemporaryFolder(async (path) => {
    await writeSyntheticRun(path, { ...healthy, change });
    return judgeRun(path, {
      scope: { name: 'rehearsal', criteria: [], isSignOff: false },
      judgedAt: '2027-03-01T09:00:00.000Z',
    });
  });
  const detail = (criterion: string, name: string) =>
    verdict.criteria.find(({ id }) => id === criterion)?.details?.[name];
  assert.is(detail('api-latency', 'slowest trace'), traceOf(9_000));
  assert.is(detail('error-rate', 'a failed trace'), traceOf(9_001));
});
