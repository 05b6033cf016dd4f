import * as assert from 'uvu/assert';
import { swarm as campaign } from '../../campaigns/swarm.ts';
import { type Breakable, swarm, swarmMsMin } from '../../chaos/swarm.ts';
import type { PlanOptions } from '../../scenarios/scenario.ts';
import { suite } from '../door.ts';

const test = suite('swarm');

const options: PlanOptions = {
  users: 1_000,
  journeyMs: { 'voice-call': 51_000, 'web-booking': 44_000, 'staff-day': 42_000 },
};
const all: Breakable = { limits: true, clock: true };
const none: Breakable = { limits: false, clock: false };

const families: Readonly<Record<string, string>> = {
  'process-paused': 'pauses',
  'lock-held': 'database',
  'requests-doubled': 'replies',
  'files-used-up': 'limits',
};
const familyOf = (fault: string): string => families[fault] ?? fault.split('-')[0] ?? '';

test('every seed has at least three families, for at least a minute, and its last fault is healed in it', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const { faults, faultMs } = swarm(seed, swarmMsMin, seed % 2 === 0 ? all : none);
    assert.ok(new Set(faults.map(({ fault }) => familyOf(fault))).size >= 3, `seed ${seed}`);
    assert.ok(faultMs >= swarmMsMin);
    for (const { atMs, durationMs } of faults) assert.ok(atMs >= 0 && atMs + durationMs <= faultMs - 5_000);
    assert.ok(faults.every(({ atMs }, index) => index === 0 || atMs > (faults[index - 1]?.atMs ?? 0)));
  }
});

test('the same seed means the same faults, and another one others', () => {
  const told = new Set<string>();
  for (let seed = 1; seed <= 100; seed += 1) {
    assert.equal(swarm(seed, swarmMsMin, all), swarm(seed, swarmMsMin, all));
    told.add(JSON.stringify(swarm(seed, swarmMsMin, all).faults));
  }
  assert.is(told.size, 100);
});

test('a seed keeps its faults from version to version, or whoever changes that says so here', () => {
  const told = (breakable: Breakable): readonly string[] =>
    swarm(5, swarmMsMin, breakable).faults.map(({ fault, atMs, durationMs }) => `${fault} ${atMs} ${durationMs}`);
  assert.equal(told(all), [
    'process-stopped 0 4842',
    'clock-jumps 7507 6482',
    'files-used-up 14767 7842',
    'files-used-up 24319 5195',
    'clock-jumps 30343 5021',
    'provider-misbehaves 37897 11910',
    'process-paused 49561 4971',
  ]);
  assert.equal(told(none), [
    'process-stopped 0 4842',
    'provider-misbehaves 7507 8223',
    'replies-late 16508 9685',
    'replies-replaced 26419 5220',
    'provider-misbehaves 30660 6453',
    'replies-lost 40053 9897',
  ]);
});

const always = [
  ...['process-killed', 'process-stopped', 'process-paused', 'database-killed', 'lock-held', 'link-cut', 'link-slow'],
  ...['replies-lost', 'replies-replaced', 'replies-late', 'requests-doubled', 'provider-misbehaves'],
];

test('every kind of fault comes up, each in any place, and none that the environment cannot do', () => {
  const drawn = (breakable: Breakable) => {
    const each = Array.from({ length: 300 }, (_, seed) =>
      swarm(seed, 90_000, breakable).faults.map(({ fault }) => fault),
    );
    return [new Set(each.flat()), new Set(each.map(([first]) => first ?? ''))].map((names) => [...names].sort());
  };
  const more = [...always, 'clock-jumps', 'files-used-up'].sort();
  assert.equal(drawn(all), [more, more]);
  assert.equal(drawn(none), [[...always].sort(), [...always].sort()]);
  assert.ok(!drawn({ limits: true, clock: false })[0]?.includes('clock-jumps'));
});

test('two jumps of the clock take less from a hold than half of what is left of it', () => {
  const heldMs = 30_000;
  for (let seed = 1; seed <= 300; seed += 1)
    for (const planned of swarm(seed, 90_000, all).faults) {
      if (planned.fault !== 'clock-jumps') continue;
      const amountMs = Math.abs(planned.aheadMs);
      assert.ok(amountMs > 5_000 && amountMs < (heldMs - amountMs) / 2, `${planned.aheadMs} ms`);
    }
});

test('what a plan breaks follows from what the environment says, and a clock is asked for', () => {
  const [step] = campaign.steps;
  assert.equal(step?.scenario.needs?.ownClock, true);
  const plan = (breakable?: Breakable) =>
    step?.scenario.plan({ ...options, seed: 5, ...(breakable === undefined ? {} : { breakable }) });
  const kinds = (breakable?: Breakable) => new Set(plan(breakable)?.faults?.map(({ fault }) => fault));
  assert.ok(kinds(all).has('clock-jumps'));
  assert.ok(!kinds().has('clock-jumps') && !kinds(none).has('clock-jumps'));
  assert.equal(plan(all), plan(all));
});

test('a shorter one is none', () => {
  assert.throws(() => swarm(1, 30_000), /at least 60000 ms/);
});
