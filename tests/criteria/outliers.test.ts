import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import { openOutliers } from '../../criteria/folds/outliers.ts';
import { suite } from '../door.ts';

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
