import * as assert from 'uvu/assert';
import { swarm, swarmMsMin } from '../../chaos/swarm.ts';
import { suite } from '../door.ts';

const test = suite('swarm');

const familyOf = (fault: string): string => {
  if (fault === 'process-paused') return 'pauses';
  return fault.split('-')[0] ?? '';
};

test('every seed has at least three families, for at least a minute, and its last fault is healed in it', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const { faults, faultMs } = swarm(seed);
    assert.ok(new Set(faults.map(({ fault }) => familyOf(fault))).size >= 3, `seed ${seed}`);
    assert.ok(faultMs >= swarmMsMin);
    for (const { atMs, durationMs } of faults) assert.ok(atMs >= 0 && atMs + durationMs <= faultMs - 5_000);
    assert.ok(faults.every(({ atMs }, index) => index === 0 || atMs > (faults[index - 1]?.atMs ?? 0)));
  }
});

test('the same seed means the same faults, and another one others', () => {
  const told = new Set<string>();
  for (let seed = 1; seed <= 100; seed += 1) {
    assert.equal(swarm(seed), swarm(seed));
    told.add(JSON.stringify(swarm(seed).faults));
  }
  assert.is(told.size, 100);
});

test('every kind of fault comes up, each in any place', () => {
  const kinds = new Set<string>();
  const first = new Set<string>();
  for (let seed = 1; seed <= 200; seed += 1) {
    const { faults } = swarm(seed, 90_000);
    for (const { fault } of faults) kinds.add(fault);
    first.add(faults[0]?.fault ?? '');
  }
  assert.is(kinds.size, 8, [...kinds].join());
  assert.is(first.size, 8);
});

test('a shorter one is none', () => {
  assert.throws(() => swarm(1, 30_000), /at least 60000 ms/);
});
