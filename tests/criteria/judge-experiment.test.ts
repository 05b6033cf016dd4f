import * as assert from 'uvu/assert';
import type { Plan } from '../../core/plan.ts';
import { random } from '../../core/random.ts';
import type { TimelineEvent } from '../../core/run.ts';
import { suite } from '../door.ts';
import { brokenMs, calm, endMs, healedMs, judged, machineOf, plan, statusOf, usualTimeline } from './broken-load.ts';

const test = suite('judging an experiment');

test('a platform that is as before at once after the healing is acquitted, and its time is told', () => {
  const result = judged({});
  assert.is(result.status, 'pass', JSON.stringify(result));
  assert.equal(
    result.claims.map(({ claim, status }) => [claim, status]),
    [
      ['errors', 'pass'],
      ['recovery', 'pass'],
      ['bookings', 'pass'],
    ],
  );
  assert.is(result.timeToRecoverMs, 0);
  const [steady, fault, recovery] = result.phases;
  assert.equal([steady?.toMs, fault?.fromMs, fault?.toMs, recovery?.toMs], [brokenMs, brokenMs, healedMs, endMs]);
  assert.is(steady?.failed, 0);
  assert.match(result.faults[0]?.effect ?? '', /requests failed/);
});

test('a platform that goes on failing is convicted', () => {
  const result = judged({ weather: (atMs, draw) => ({ ...calm(atMs, draw), failing: atMs < brokenMs ? 0 : 0.2 }) });
  assert.is(result.status, 'fail');
  assert.is(statusOf(result, 'recovery'), 'fail');
  assert.is(statusOf(result, 'bookings'), 'fail');
  assert.is(result.timeToRecoverMs, null);
});

test('one that stays slow is convicted of it, though everybody books', () => {
  const result = judged({
    weather: (atMs, draw) => ({ ...calm(atMs, draw), latencyMs: atMs < brokenMs ? 30 : 400 + 50 * draw.next() }),
  });
  assert.is(statusOf(result, 'recovery'), 'fail');
  assert.is(statusOf(result, 'bookings'), 'pass');
});

test('one that serves nobody any more is convicted, also when it hangs and nobody is told', () => {
  const result = judged({
    weather: (atMs, draw) => (atMs < healedMs ? calm(atMs, draw) : { latencyMs: 60_000, failing: 0 }),
  });
  assert.is(statusOf(result, 'recovery'), 'fail');
});

test('what took too long is convicted, and what took long but not too long is measured', () => {
  const after = (recoveredMs: number) =>
    judged({
      weather: (atMs, draw) => ({ ...calm(atMs, draw), failing: atMs >= brokenMs && atMs < recoveredMs ? 0.5 : 0 }),
    });
  const slow = after(healedMs + 12_000);
  assert.is(slow.status, 'pass');
  assert.ok(Math.abs((slow.timeToRecoverMs ?? 0) - 12_000) <= 1_000, String(slow.timeToRecoverMs));
  assert.is(statusOf(after(healedMs + 23_500), 'recovery'), 'fail');
});

test('a good second between bad ones is no recovery', () => {
  const result = judged({
    weather: (atMs, draw) => {
      const isBad = atMs >= healedMs && Math.floor((atMs - healedMs) / 1000) % 3 !== 0;
      return isBad ? { latencyMs: 30, failing: 0.4 } : calm(atMs, draw);
    },
  });
  assert.is(statusOf(result, 'recovery'), 'fail');
});

test('seconds in which the whole machine stood still are passed over', () => {
  const stalls = Array.from({ length: 8 }, (_, n) => ({ atMs: healedMs + 100 + n * 6_000, lengthMs: 900 }));
  const result = judged({ stalls });
  assert.is(result.status, 'pass', JSON.stringify(result.claims));
  assert.ok((result.timeToRecoverMs ?? 99_999) <= 2_000, String(result.timeToRecoverMs));
});

test('more errors than the hypothesis allows are convicted, though all is well afterwards', () => {
  const result = judged({
    weather: (atMs, draw) => ({ ...calm(atMs, draw), failing: atMs >= brokenMs && atMs < healedMs ? 0.9 : 0 }),
  });
  assert.is(statusOf(result, 'errors'), 'fail');
  assert.is(statusOf(result, 'recovery'), 'pass');
});

test('an experiment is void where nothing was steady before', () => {
  const failing = judged({ weather: (atMs, draw) => ({ ...calm(atMs, draw), failing: 0.1 }) });
  const slow = judged({ weather: () => ({ latencyMs: 1_500, failing: 0 }) });
  const late = usualTimeline.map((event) => ({ ...event, atMs: event.atMs - 12_000 })) as readonly TimelineEvent[];
  for (const result of [failing, slow, judged({ timeline: late })]) {
    assert.is(result.status, 'unknown');
    assert.match(result.reason ?? '', /^void: /);
    assert.equal(result.claims, []);
  }
});

test('a fault that had no effect, or never took place, makes it count for nothing', () => {
  const without = judged({ weather: (_, draw) => ({ latencyMs: 10 + 50 * draw.next(), failing: 0 }) });
  assert.match(without.reason ?? '', /^nobody saw any effect of process-killed api-1/);
  const [leased] = usualTimeline;
  const unavailable: TimelineEvent = { event: 'fault-unavailable', atMs: brokenMs, fault: 'process-killed api-1' };
  const stuck: TimelineEvent = { event: 'fault-stuck', atMs: healedMs, fault: 'process-killed api-1' };
  for (const timeline of [[], [unavailable], [...usualTimeline.slice(0, 2), stuck], [leased as TimelineEvent]]) {
    const result = judged({ timeline });
    assert.is(result.status, 'unknown', JSON.stringify(timeline));
    assert.ok(result.reason !== undefined && result.claims.length === 0);
  }
});

test('a process that is another one afterwards is an effect that nobody needs to have felt', () => {
  const result = judged({
    weather: (_, draw) => ({ latencyMs: 10 + 50 * draw.next(), failing: 0 }),
    samples: replaced,
  });
  assert.is(result.status, 'pass', result.reason);
  assert.is(result.faults[0]?.effect, 'api-1 came back as another process');
});

test('a cache that is cut has an effect where keys were looked up before and hardly any are then', () => {
  const fault = 'link-cut cache';
  const timeline = usualTimeline.map((event) => ({ ...event, fault })) as readonly TimelineEvent[];
  const weather = (_: number, draw: ReturnType<typeof random>) => ({ latencyMs: 10 + 50 * draw.next(), failing: 0 });
  const cache = (before: number, during: number) =>
    Array.from({ length: endMs / 1_000 }, (_, second) => {
      const cutMs = Math.min(Math.max(second * 1_000 - brokenMs, 0), healedMs - brokenMs);
      const lookUps = Math.round(((second * 1_000 - cutMs) * before + cutMs * during) / 1_000);
      return { kind: 'cache', atMs: second * 1_000, lookUps } as const;
    });
  const cut = judged({ timeline, weather, samples: cache(40, 0) });
  assert.is(cut.status, 'pass', cut.reason);
  assert.is(cut.faults[0]?.effect, '0 keys a second were looked up in the cache, not 40');
  for (const samples of [[], cache(1, 0), cache(40, 30), cache(40, 0).filter((_, index) => index % 9 === 0)]) {
    assert.match(judged({ timeline, weather, samples }).reason ?? '', /^nobody saw any effect of link-cut cache/);
  }
});

const staysSlow = (atMs: number, draw: ReturnType<typeof random>) => ({
  ...{ ...calm(atMs, draw), latencyMs: atMs < brokenMs ? 30 : 900 },
});

test('a machine that others use makes a conviction unknown', () => {
  assert.is(judged({ weather: staysSlow, samples: machineOf(() => 0.05) }).status, 'fail');
  const crowded = judged({ weather: staysSlow, samples: machineOf((atMs) => (atMs > brokenMs ? 0.6 : 0)) });
  assert.is(crowded.status, 'unknown');
  assert.match(crowded.claims.find(({ claim }) => claim === 'recovery')?.said ?? '', /machine saturated/);
});

test('a generator that is late all the time makes it unknown, and never convicts', () => {
  const stalls = Array.from({ length: 40 }, (_, n) => ({ atMs: healedMs + n * 900, lengthMs: 700 }));
  const result = judged({ stalls });
  assert.is(result.status, 'unknown', JSON.stringify(result.claims));
});

test('a stop that cuts what is under way is convicted; one that lets it end is not', () => {
  const fault = 'process-stopped api-1';
  const timeline = usualTimeline.map((event) => ({ ...event, fault })) as readonly TimelineEvent[];
  const stopping = {
    ...plan,
    faults: [{ fault: 'process-stopped' as const, process: 'api-1', atMs: 0, durationMs: 1 }],
  };
  const slow = (isCut: boolean) =>
    judged({
      plan: stopping,
      timeline,
      // Slow enough that some are under way at any moment; cut ones get no reply when the signal comes.
      weather: (atMs, draw) => {
        const isWarned = atMs > brokenMs - 400 && atMs < brokenMs;
        return { latencyMs: 250, failing: isCut && isWarned ? 0.5 : calm(atMs, draw).failing };
      },
      failsAfterMs: 450,
    });
  assert.is(statusOf(slow(false), 'graceful-stop'), 'pass', JSON.stringify(slow(false)));
  assert.is(statusOf(slow(true), 'graceful-stop'), 'fail', JSON.stringify(slow(true)));
});

const sample = (pid: number, atMs: number) => ({
  ...{ kind: 'process' as const, name: 'api-1', role: 'api' as const, cpuMs: 1, rssBytes: 1, descriptors: 1 },
  ...{ pid, atMs },
});
const replaced = [sample(1, brokenMs - 500), sample(2, healedMs + 500)];

test('where nobody is to notice, slowness convicts, and a machine that stands still does not', () => {
  const strict = {
    ...plan,
    experiment: { hypothesis: 'Nobody notices.', allows: { errorPercent: 1, latencyMs: 500 } },
  };
  const slow = judged({
    ...{ plan: strict, samples: replaced },
    weather: (atMs) => ({ latencyMs: atMs >= brokenMs && atMs < healedMs ? 700 : 30, failing: 0 }),
  });
  assert.is(statusOf(slow, 'latency'), 'fail');
  for (let seed = 1; seed <= 100; seed += 1) {
    const draw = random(seed);
    const stalls = Array.from({ length: 1 + draw.integer(2) }, () => ({
      atMs: draw.between(brokenMs - 1_000, healedMs),
      lengthMs: draw.between(600, 3_000),
    }));
    const result = judged({
      ...{ plan: strict, samples: replaced, seed, stalls },
      weather: (_, own) => ({ latencyMs: 10 + 60 * own.next(), failing: 0 }),
    });
    assert.is.not(result.status, 'fail', `seed ${seed}: ${JSON.stringify(result)}`);
  }
});

test('who recovers is acquitted, and who does not is convicted, whatever the machine does meanwhile', () => {
  let [acquitted, convicted] = [0, 0];
  const seeds = 300;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const draw = random(seed);
    const usualMs = draw.between(5, 120);
    const recoversMs = healedMs + draw.between(0, 14_000);
    const doesRecover = draw.chance(0.5);
    const [failing, slowMs] = [draw.chance(0.7) ? draw.between(0.2, 1) : 0, draw.between(2, 8)];
    const stalls = Array.from({ length: draw.integer(8) }, () => ({
      atMs: draw.between(0, endMs),
      lengthMs: draw.between(100, 2_500),
    }));
    const result = judged({
      ...{ seed, stalls },
      weather: (atMs, own) => {
        const isBad = atMs >= brokenMs && (!doesRecover || atMs < recoversMs);
        // Some requests of ten are slow on any machine.
        const latencyMs = usualMs * (0.3 + own.next()) * (own.chance(0.05) ? 5 : 1);
        if (atMs >= brokenMs && atMs < healedMs) return { latencyMs, failing: 0.5 };
        return isBad ? { latencyMs: latencyMs * slowMs + 1_000, failing } : { latencyMs, failing: 0 };
      },
    });
    const told = `seed ${seed}, ${doesRecover ? 'recovers' : 'never recovers'}: ${JSON.stringify(result)}`;
    assert.is.not(result.status, doesRecover ? 'fail' : 'pass', told);
    if (result.status === 'pass') acquitted += 1;
    if (result.status === 'fail') convicted += 1;
  }
  assert.ok(acquitted > 0.4 * seeds, `${acquitted} acquitted`);
  assert.ok(convicted > 0.4 * seeds, `${convicted} convicted`);
});

const whole = { atMs: 0, durationMs: endMs + 3_000, isThroughout: true } as const;
const claimed = {
  hypothesis: 'When too much is asked, some are sent away.',
  allows: { errorPercent: 100 },
  overload: 10,
};
const overloaded: Plan = { ...plan, faults: [], experiment: claimed };
/** While too much is asked, so many are sent away, and the others wait. */
const crowd = (failing: number) => (atMs: number, draw: ReturnType<typeof random>) => {
  const isMuch = atMs >= brokenMs && atMs < overloadedMs;
  return isMuch ? { latencyMs: 300 + 200 * draw.next(), failing } : { latencyMs: 10 + 50 * draw.next(), failing: 0 };
};
const overloadedMs = overloaded.phases[1]?.toMs ?? 0;

test('too much demand is a fault whose times are the plan’s, and a platform that sheds it is acquitted', () => {
  const result = judged({ plan: overloaded, timeline: [], weather: crowd(0.03) });
  assert.is(result.status, 'pass', JSON.stringify(result));
  assert.is(statusOf(result, 'throughput'), 'pass');
  assert.match(result.faults[0]?.fault ?? '', /^overload: 10 times/);
  assert.equal([result.faults[0]?.fromMs, result.faults[0]?.toMs], [brokenMs, overloadedMs]);
});

test('one that serves hardly anybody under overload is convicted, and so is one that never recovers from it', () => {
  const collapsed = judged({ plan: overloaded, timeline: [], weather: crowd(0.95) });
  assert.is(statusOf(collapsed, 'throughput'), 'fail');
  assert.is(statusOf(collapsed, 'recovery'), 'pass');
  const stuck = judged({
    ...{ plan: overloaded, timeline: [] },
    weather: (atMs, draw) => (atMs < brokenMs ? crowd(0)(atMs, draw) : { latencyMs: 5_000, failing: 0 }),
  });
  assert.is(statusOf(stuck, 'recovery'), 'fail');
});

test('an overload that nobody felt counts for nothing, and how a platform is throughout is no fault', () => {
  const idle = judged({ plan: overloaded, timeline: [], weather: (atMs, draw) => crowd(0)(0 * atMs, draw) });
  assert.match(idle.reason ?? '', /^nobody saw any effect of overload/);
  const slow = { fault: 'link-slow database: 60 ± 0 ms', isThroughout: true as const };
  const timeline: TimelineEvent[] = [
    { event: 'fault-leased', atMs: -900, ...slow },
    { event: 'fault-injected', atMs: 1, ...slow },
    { event: 'fault-healed', atMs: endMs + 2_000, ...slow },
  ];
  const faults = [{ fault: 'link-slow', link: 'database', latencyMs: 60, jitterMs: 0, ...whole }] as const;
  const result = judged({ plan: { ...overloaded, faults }, timeline, weather: crowd(0.03) });
  assert.is(result.status, 'pass', result.reason);
  assert.is(result.faults.length, 1);
});
