import * as assert from 'uvu/assert';
import type { ResourceSample } from '../../core/resource-sample.ts';
import { crowdedShare, othersShare, othersShareMax, unknownShare } from '../../criteria/folds/others-share.ts';
import { openResourceRecord } from '../../criteria/folds/resource-figures.ts';
import { gatedByLoad } from '../../criteria/lines/gated-by-load.ts';
import { judgeErrorRate } from '../../criteria/lines/judge-error-rate.ts';
import { judgeUptime } from '../../criteria/lines/judge-uptime.ts';
import type { LineEvidence } from '../../criteria/lines/line-evidence.ts';
import { suite } from '../door.ts';

const test = suite('what others took of the machine');

interface Second {
  readonly targetMs: number;
  readonly generatorMs?: number;
  readonly othersMs?: number;
  readonly stealMs?: number;
}

/** A machine of two cores; processes are sampled half a second beside the machine. */
function shareOf(
  seconds: readonly Second[],
  role: 'api' | 'harness' = 'api',
  share: typeof othersShare = othersShare,
): number | null {
  const record = openResourceRecord();
  const take = (sample: ResourceSample): void => record.take(sample);
  let [cpuMs, generatorMs, busyMs, stealMs] = [0, 0, 0, 0];
  for (let at = 0; at <= seconds.length; at += 1) {
    const machine = { cores: 2, memoryAvailableBytes: 1, cpuPressureUs: null };
    take({ kind: 'machine', atMs: at * 1_000, busyMs, stealMs, ...machine });
    const process = { kind: 'process', atMs: at * 1_000, rssBytes: 1, descriptors: 1 } as const;
    take({ ...process, name: 'p', role, pid: 1, cpuMs });
    take({ ...process, name: 'k6', role: 'generator', pid: 2, cpuMs: generatorMs });
    const second = seconds[at];
    if (second === undefined) break;
    cpuMs += second.targetMs;
    generatorMs += second.generatorMs ?? 0;
    busyMs += second.targetMs + (second.othersMs ?? 0) + (second.generatorMs ?? 0);
    stealMs += second.stealMs ?? 0;
  }
  return share(record, (atMs) => atMs < 1e9);
}

const counts = { status: 'saturated', offered: 1, started: 1, dropped: 0, finished: 1, lagMsP99: 1 } as const;
const quiet = (count: number): Second[] => Array.from({ length: count }, () => ({ targetMs: 1_900 }));

test('a machine that the target fills alone is nobody else’s', () => {
  assert.is(shareOf(quiet(40)), 0);
});

test('a few bad seconds count, whether a neighbour or the hypervisor took them', () => {
  const bad = Array.from({ length: 4 }, () => ({ targetMs: 400, othersMs: 1_600 }));
  const stolen = Array.from({ length: 4 }, () => ({ targetMs: 400, stealMs: 1_600 }));
  for (const seconds of [bad, stolen]) {
    const share = shareOf([...quiet(36), ...seconds]);
    assert.ok(share !== null && Math.abs(share - 0.8) < 1e-9, `${share}`);
  }
  const one = shareOf([...quiet(39), { targetMs: 400, othersMs: 1_600 }]) ?? 1;
  assert.ok(one < othersShareMax, `${one}`);
});

test('where the target’s processes are not seen, or for a moment only, nobody can tell', () => {
  assert.is(shareOf(quiet(40), 'harness'), null);
  assert.is(shareOf(quiet(5)), null);
});

test('a machine that is full with what is not ours is full, whoever it was; one with CPU to spare is not', () => {
  const full = Array.from({ length: 40 }, () => ({ targetMs: 200, othersMs: 1_800 }));
  const half = Array.from({ length: 40 }, () => ({ targetMs: 200, othersMs: 1_000 }));
  assert.ok(Math.abs((shareOf(full, 'harness', unknownShare) ?? 0) - 0.9) < 1e-9);
  assert.is(shareOf(half, 'harness', unknownShare), null);
  assert.is(shareOf(full, 'api', unknownShare), null, 'here it is known who');
});

test('on a full machine the generator’s part counts too, unless the platform took nearly all of it', () => {
  const seconds = (one: Second, count = 40) => Array.from({ length: count }, () => one);
  const shared = seconds({ targetMs: 1_150, generatorMs: 600, othersMs: 200 });
  assert.ok(Math.abs((shareOf(shared, 'api', crowdedShare) ?? 0) - 0.4) < 1e-9);
  assert.is(shareOf(seconds({ targetMs: 1_600, generatorMs: 350 }), 'api', crowdedShare), null, 'it is that slow');
  assert.is(shareOf(seconds({ targetMs: 800, generatorMs: 700 }), 'api', crowdedShare), null, 'there is CPU to spare');
  const half = [...shared, ...seconds({ targetMs: 800, generatorMs: 700 }, 42)];
  assert.is(shareOf(half, 'api', crowdedShare), null, 'and most of the time, too');
  const { status, reason } = gatedByLoad({ status: 'fail' }, { ...counts, crowdedPercent: 40, reason: 'full' }, false);
  assert.equal([status, reason], ['unknown', 'machine saturated: full']);
});

test('a fail is unknown on a machine that others used, a pass stays', () => {
  const crowded = { ...counts, othersPercent: 78, reason: 'others took 78 %' };
  const judgement = gatedByLoad({ status: 'fail' }, crowded, false);
  assert.equal([judgement.status, judgement.reason], ['unknown', 'machine saturated: others took 78 %']);
  assert.is(gatedByLoad({ status: 'pass' }, crowded, false).status, 'pass');
  assert.is(gatedByLoad({ status: 'fail' }, { ...counts, othersPercent: 12 }, false).status, 'fail');
});

test('a fail is unknown on a full machine where nobody sees the platform, unless CPU cannot explain it', () => {
  const full = { ...counts, unknownPercent: 90, reason: 'the machine was full' };
  assert.is(gatedByLoad({ status: 'fail' }, full, false).status, 'unknown');
  assert.is(gatedByLoad({ status: 'fail' }, full, false, false).status, 'fail');
  assert.is(gatedByLoad({ status: 'pass' }, full, false).status, 'pass');
});

test('on a full machine a platform may shed requests, and answers none with 500 for that', () => {
  const statusWith = (throttled: number, serverErrors: number) =>
    judgeErrorRate({
      feeding: () => [{}],
      requests: () => {
        const errors = [0, throttled, serverErrors, 0];
        return { latencies: new Float64Array(10_000), failed: 500, errors, binCount: 10, failedId: undefined };
      },
      generator: { ...counts, crowdedPercent: 40, reason: 'the machine was full' },
    } as unknown as LineEvidence)?.status;
  assert.is(statusWith(500, 0), 'unknown');
  assert.is(statusWith(0, 500), 'fail');
});

test('a platform that does not answer, for want of CPU that others took, is not down', () => {
  const phases = [{ name: 'measured', fromMs: 0, toMs: 100_000, measured: true }];
  const dueMs = Array.from({ length: 100 }, (_, second) => second * 1_000);
  const uptimeWith = (othersPercent: number) =>
    judgeUptime({
      feeding: () => [{ phases }],
      probes: { dueMs, isAnswered: dueMs.map((_, index) => index % 5 !== 0) },
      generator: { ...counts, othersPercent, reason: `others took ${othersPercent} %` },
    } as unknown as LineEvidence)?.status;
  assert.is(uptimeWith(12), 'fail');
  assert.is(uptimeWith(82), 'unknown');
});
