import * as assert from 'uvu/assert';
import type { TimelineEvent } from '../../core/run.ts';
import { suite } from '../door.ts';
import { brokenMs, healedMs, judged, usualTimeline } from './broken-load.ts';

const test = suite('the effect of a fault that users do not feel');

test('a clock that jumped is seen by the time that the database tells, and by nothing else', () => {
  const fault = 'clock-jumps: 10000 ms';
  const timeline = usualTimeline.map((event) => ({ ...event, fault })) as readonly TimelineEvent[];
  const told = (clockAheadMs: number, usualMs = 3) =>
    judged({
      timeline,
      weather: (_, draw) => ({ latencyMs: 10 + 50 * draw.next(), failing: 0 }),
      samples: [brokenMs - 1_000, brokenMs + 1_000, healedMs + 1_000].map((atMs) => ({
        ...{ kind: 'database', atMs, connections: 1, active: 0, idleInTransaction: 0, waitingForLock: 0 },
        clockAheadMs: atMs > brokenMs && atMs < healedMs ? clockAheadMs : usualMs,
      })),
    });
  assert.match(told(40).reason ?? '', /^nobody saw any effect of clock-jumps/);
  assert.equal([told(10_012).status, told(10_012).faults[0]?.effect], ['pass', "the database's clock was 10 s ahead"]);
  assert.is(told(-9_990).faults[0]?.effect, "the database's clock was 10 s behind");
  const monthsMs = 120 * 86_400_000;
  assert.match(told(monthsMs + 40, monthsMs).reason ?? '', /^nobody saw any effect of clock-jumps/);
  assert.is(told(monthsMs + 10_000, monthsMs).faults[0]?.effect, "the database's clock was 10 s ahead");
});

test('requests that came twice are seen by who counted them, since users notice nothing', () => {
  const fault = 'requests-doubled 50 %';
  const told = (detail?: string) =>
    judged({
      timeline: usualTimeline.map((event) => ({
        ...{ ...event, fault },
        ...(event.event === 'fault-healed' && detail !== undefined ? { detail } : {}),
      })) as readonly TimelineEvent[],
      weather: (_, draw) => ({ latencyMs: 10 + 50 * draw.next(), failing: 0 }),
    });
  for (const detail of [undefined, '0 requests doubled']) {
    assert.match(told(detail).reason ?? '', /^nobody saw any effect of requests-doubled/);
  }
  const seen = told('31 requests doubled');
  assert.equal([seen.status, seen.faults[0]?.effect], ['pass', '31 requests doubled']);
});

test('a process that was short of memory and ended is seen by its being another one', () => {
  const fault = 'memory-short api-1: 0 MiB';
  const told = (pidAfter: number) =>
    judged({
      timeline: usualTimeline.map((event) => ({ ...event, fault })) as readonly TimelineEvent[],
      weather: (_, draw) => ({ latencyMs: 10 + 50 * draw.next(), failing: 0 }),
      samples: [brokenMs - 1_000, healedMs + 1_000].map((atMs) => ({
        ...{ kind: 'process', atMs, name: 'api-1', role: 'api', pid: atMs < brokenMs ? 7 : pidAfter },
        ...{ cpuMs: 1, rssBytes: 1, descriptors: 1 },
      })),
    });
  assert.match(told(7).reason ?? '', /^nobody saw any effect of memory-short/);
  assert.is(told(8).faults[0]?.effect, 'api-1 came back as another process');
});

test('that no replica follows the database is seen in the books of the database, where one did before', () => {
  const fault = 'link-cut replication';
  const timeline = usualTimeline.map((event) => ({ ...event, fault })) as readonly TimelineEvent[];
  const told = (before: number | undefined, during: number | undefined) =>
    judged({
      timeline,
      weather: (_, draw) => ({ latencyMs: 10 + 50 * draw.next(), failing: 0 }),
      samples: [brokenMs - 1_000, brokenMs + 1_000, healedMs + 1_000].map((atMs) => {
        const replicas = atMs > brokenMs && atMs < healedMs ? during : before;
        const usual = { connections: 1, active: 0, idleInTransaction: 0, waitingForLock: 0 };
        return { kind: 'database', atMs, ...usual, ...(replicas === undefined ? {} : { replicas }) };
      }),
    });
  for (const [before, during] of [
    [1, 1],
    [0, 0],
    [1, undefined],
    [undefined, 0],
  ] as const)
    assert.match(told(before, during).reason ?? '', /^nobody saw any effect of link-cut replication/);
  const seen = told(1, 0);
  assert.equal([seen.status, seen.faults[0]?.effect], ['pass', 'no replica followed the database']);
});
