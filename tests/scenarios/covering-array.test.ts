import * as assert from 'uvu/assert';
import { random } from '../../core/random.ts';
import { coveringArray, type Row } from '../../scenarios/races/covering-array.ts';
import { suite } from '../door.ts';

const test = suite('covering array');

const shapes: readonly (readonly number[])[] = [
  [2, 2],
  [3, 3, 3, 3],
  [56, 3, 3, 3, 2],
  [10, 9, 8, 7],
  [5, 5, 5, 5, 5, 5],
  [4, 1, 3],
];

/** Every pair of levels of two factors that no row has. */
function missing(levels: readonly number[], rows: readonly Row[]): string[] {
  const found: string[] = [];
  for (const [f, countF] of levels.entries()) {
    for (const [g, countG] of levels.entries()) {
      if (g <= f) continue;
      for (let a = 0; a < countF; a += 1) {
        for (let b = 0; b < countG; b += 1) {
          if (!rows.some((row) => row[f] === a && row[g] === b)) found.push(`${f}=${a} ${g}=${b}`);
        }
      }
    }
  }
  return found;
}

test('every pair of levels is in some row, whatever the seed', () => {
  for (const levels of shapes) {
    for (let seed = 0; seed < 8; seed += 1) {
      const rows = coveringArray(levels, random(seed));
      assert.equal(missing(levels, rows), [], `${levels} with seed ${seed}`);
      for (const row of rows) {
        assert.is(row.length, levels.length);
        for (const [factor, level] of row.entries()) assert.ok(level >= 0 && level < (levels[factor] ?? 0));
      }
    }
  }
});

test('there are few rows: never more than half again what no array can do without', () => {
  for (const levels of shapes) {
    const [first = 1, second = 1] = [...levels].sort((a, b) => b - a);
    for (let seed = 0; seed < 8; seed += 1) {
      const { length } = coveringArray(levels, random(seed));
      assert.ok(length <= Math.ceil(first * second * 1.6), `${length} rows for ${levels}, least ${first * second}`);
    }
  }
  // One long factor beside short ones, as races have: there the least is reached.
  assert.is(coveringArray([56, 3, 3, 3, 2], random(1)).length, 168);
});

test('the same seed gives the same rows, another one others', () => {
  const rows = (seed: number): readonly Row[] => coveringArray([6, 4, 3, 3], random(seed));
  assert.equal(rows(7), rows(7));
  assert.not.equal(rows(7), rows(8));
});
