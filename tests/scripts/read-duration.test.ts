import * as assert from 'uvu/assert';
import { readDuration } from '../../scripts/read-duration.ts';
import { suite } from '../door.ts';

const test = suite('read duration');

test('units, sums and fractions', () => {
  const expected = {
    '90s': 90_000,
    '5m': 300_000,
    '2min': 120_000,
    '1h30m': 5_400_000,
    '500ms': 500,
    '1.5h': 5_400_000,
  };
  for (const [text, durationMs] of Object.entries(expected)) assert.is(readDuration(text), durationMs, text);
  assert.is(readDuration(' 1 h 30 m '), 5_400_000);
});

test('what is negative, zero, without a unit or in parsecs cannot be read', () => {
  for (const text of ['5 parsecs', '-5s', '0s', '90', '', 's', '5m3', '1e3s', 'NaNs', 'Infinitys', '5 5s x']) {
    assert.is(readDuration(text), undefined, text);
  }
});
