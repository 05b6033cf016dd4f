import * as assert from 'uvu/assert';
import { hash, random } from '../../core/random.ts';
import { suite } from '../door.ts';

const test = suite('random');

function draw(seed: number, count: number): readonly number[] {
  const chance = random(seed);
  return Array.from({ length: count }, () => chance.integer(2 ** 32));
}

/** sfc32 as PractRand has it, from the state that core/random.ts starts with; in BigInt, where nothing overflows. */
function reference(seed: number, count: number): readonly number[] {
  const word = 0xffffffffn;
  const mix = (value: bigint): bigint => {
    let mixed = value & word;
    mixed = ((mixed ^ (mixed >> 16n)) * 0x85ebca6bn) & word;
    mixed = ((mixed ^ (mixed >> 13n)) * 0xc2b2ae35n) & word;
    return mixed ^ (mixed >> 16n);
  };
  let a = mix(BigInt(seed) ^ 0x9e3779b9n);
  let b = mix(a ^ 0x243f6a88n);
  let c = mix(b ^ 0xb7e15162n);
  let counter = 1n;
  const next = (): bigint => {
    const sum = (a + b + counter) & word;
    counter = (counter + 1n) & word;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & word;
    c = ((c << 21n) | (c >> 11n)) & word;
    c = (c + sum) & word;
    return sum;
  };
  for (let round = 0; round < 12; round += 1) next();
  return Array.from({ length: count }, () => Number(next()));
}

test('known vectors: recorded runs must be made again from their seed', () => {
  for (const seed of [0, 1, 42, 0xdeadbeef, 2 ** 32 - 1])
    assert.equal(draw(seed, 1000), reference(seed, 1000), `${seed}`);
  assert.equal(draw(1, 4), [45988788, 167414889, 409366207, 1380997414]);
  assert.is(hash('staff-00001'), 3635228129);
});

test('numbers lie in [0, 1), spread evenly, and neighbouring seeds have nothing in common', () => {
  const buckets = new Array<number>(16).fill(0);
  const chance = random(7);
  for (let draws = 0; draws < 160_000; draws += 1) {
    const value = chance.next();
    assert.ok(value >= 0 && value < 1);
    buckets[Math.floor(value * 16)] = (buckets[Math.floor(value * 16)] ?? 0) + 1;
  }
  // Chi-squared with 15 degrees of freedom: 44 is beyond 99.99 %; the seed is fixed, so it never wavers.
  const chiSquared = buckets.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chiSquared < 44, `chi-squared ${chiSquared}`);
  const firsts = new Set(Array.from({ length: 10_000 }, (_, seed) => random(seed).integer(2 ** 32)));
  assert.ok(firsts.size > 9_990);
});

test('forks depend on seed and name only, not on what was drawn or forked before', () => {
  const fresh = random(5);
  const used = random(5);
  used.next();
  used.fork('other').next();
  const expected = fresh.fork('staff').next();
  assert.is(used.fork('staff').next(), expected);
  assert.is.not(fresh.fork('customers').next(), expected);
  assert.is.not(random(6).fork('staff').next(), expected);
  assert.is(fresh.fork(3).next(), fresh.fork('3').next());
  const before = random(5);
  const after = random(5);
  after.fork('a');
  assert.is(after.next(), before.next());
});

test('forks of neighbouring names are independent', () => {
  const root = random(1);
  const firsts = Array.from({ length: 2_000 }, (_, index) => root.fork(index).next());
  const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
  let product = 0;
  let square = 0;
  for (const [index, value] of firsts.entries()) {
    square += (value - mean) ** 2;
    product += (value - mean) * ((firsts[index + 1] ?? mean) - mean);
  }
  // The correlation of 2,000 independent pairs stays within 4.5 / sqrt(2000).
  assert.ok(Math.abs(product / square) < 0.1, `correlation ${product / square}`);
});

test('integers, ranges, chances and picks keep their bounds', () => {
  const chance = random(3);
  for (let draws = 0; draws < 10_000; draws += 1) {
    assert.ok([0, 1, 2].includes(chance.integer(3)));
    const between = chance.between(-2, 5);
    assert.ok(between >= -2 && between < 5);
  }
  assert.not.ok(chance.chance(0));
  assert.ok(chance.chance(1));
  assert.equal(new Set(Array.from({ length: 100 }, () => chance.pick(['a', 'b']))), new Set(['a', 'b']));
  assert.throws(() => chance.pick([]), 'empty list');
});
