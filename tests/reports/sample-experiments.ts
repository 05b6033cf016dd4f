import type { ExperimentResult } from '../../core/experiment.ts';
import type { FaultBand } from '../../criteria/series.ts';

const at = { brokenMs: 40_000, healedMs: 80_000, endMs: 120_000 };

/** Three experiments: one that held, one that never recovered, one that counts for nothing. */
export function sampleExperiments(hostile: readonly string[]): readonly ExperimentResult[] {
  const fault = hostile[2] ?? 'process-killed api-1';
  const held: ExperimentResult = {
    name: hostile[1] ?? 'booking-day',
    hypothesis: hostile[6] ?? 'When one of two API processes is killed, those who reach the other are served.',
    status: 'pass',
    phases: [
      { name: 'steady', fromMs: 4_000, toMs: at.brokenMs, requests: 2_400, failed: 0, p95Ms: 38.2, booked: 310 },
      { name: 'fault', fromMs: at.brokenMs, toMs: at.healedMs, requests: 700, failed: 320, p95Ms: 61, booked: 40 },
      { name: 'recovery', fromMs: at.healedMs, toMs: at.endMs, requests: 2_100, failed: 0, p95Ms: 40.4, booked: 290 },
    ],
    faults: [{ fault, fromMs: at.brokenMs, toMs: at.healedMs, effect: hostile[3] ?? 'api-1 came back' }],
    claims: [
      { claim: 'errors', status: 'pass', said: '320 of 700 requests failed while it was broken, 60 % may' },
      { claim: 'recovery', status: 'pass', said: 'as before 3 s after the healing, 20 s may pass' },
      {
        claim: 'bookings',
        status: 'pass',
        said: '290 of 291 visits ended with a booking afterwards, 310 of 312 before',
      },
    ],
    timeToRecoverMs: 3_000,
  };
  const broken: ExperimentResult = {
    ...held,
    ...{ name: 'database-killed', status: 'fail', timeToRecoverMs: null },
    claims: [{ claim: 'recovery', status: 'fail', said: hostile[0] ?? 'never as before in the 30 s that were seen' }],
  };
  const useless: ExperimentResult = {
    ...held,
    ...{ name: 'replies-lost', status: 'unknown', reason: hostile[5] ?? 'nobody saw any effect of replies-lost 30 %' },
    faults: [{ fault: 'replies-lost 30 %', fromMs: at.brokenMs, toMs: null, effect: null }],
    claims: [],
  };
  const { timeToRecoverMs: _, ...untold } = useless;
  return [held, broken, untold];
}

/** Two that lie over each other, and one too short for its name. */
export function sampleBands(hostile: readonly string[]): readonly FaultBand[] {
  const [first = 'process-killed api-1', second = 'link-slow database'] = [hostile[2], hostile[6]];
  return [
    { number: 1, fault: first, fromMs: at.brokenMs, toMs: at.healedMs },
    { number: 2, fault: second, fromMs: at.brokenMs + 5_000, toMs: at.endMs },
    { number: 3, fault: 'database-killed', fromMs: at.endMs + 3_000, toMs: at.endMs + 3_400 },
  ];
}
