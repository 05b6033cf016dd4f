import type { Bar, Finding, Scene } from '../../core/finding.ts';
import type { RaceSummary } from '../../core/race-summary.ts';
import type { CriterionResult } from '../../core/verdict.ts';
import type { ReportInput } from '../../reports/report-input.ts';
import { hostileNames, sampleInput } from './sample-input.ts';

type BarWords = readonly [id: string, process: string, label: string, startMs: number, endMs: number, more?: string];

/** @param more 'wrong', 'info', 'fail' or several of them; nothing: acknowledged, and needed to understand the rest */
function sceneOf(sentence: string, bars: readonly BarWords[]): Scene {
  return {
    sentence,
    bars: bars.map(([id, process, label, startMs, endMs, more = '']): Bar => {
      const type = more.includes('info') ? 'info' : more.includes('fail') ? 'fail' : 'ok';
      return { id, process, label, startMs, endMs, type, isContradiction: more.includes('wrong') };
    }),
  };
}

const slot = 'staff-3 2027-03-02 14:00';

/** One scene a kind of conviction, as the laws draw them. */
export const sampleScenes = {
  twoBars: sceneOf(`At 07:59:24.450 two customers were told that ${slot} is theirs: bookings a1 and b7.`, [
    ['op-race-17-0', 'lane-4', `book ${slot} → a1, ${slot}`, 72_408.2, 72_446.9, 'wrong'],
    ['op-race-17-1', 'lane-5', `book ${slot} → b7, ${slot}`, 72_409.1, 72_449.6, 'wrong'],
  ]),
  sixBars: sceneOf(`At 08:00:24.834 two customers hold ${slot}, although nobody had given it back: c3 and d9.`, [
    ['op-web-880', 'web-201', `hold ${slot} → h-12, ${slot}`, 131_870, 131_902],
    ['op-web-881', 'web-201', 'confirm h-12 → c3', 132_100, 132_141.5, 'wrong'],
    ['op-voice-44', 'voice-7', `book ${slot}: refused (taken)`, 132_160, 132_171, 'fail'],
    ['op-staff-3', 'staff-9', 'cancel c1: no answer', 132_180, 132_760, 'info'],
    ['op-voice-45', 'voice-7', `book ${slot} → d9, ${slot}`, 132_810, 132_834, 'wrong'],
    ['op-web-882', 'web-201', `read-booking c3 → ${slot} booked`, 132_990, 132_999],
  ]),
  lostUpdate: sceneOf('At 08:00:54.104 booking e5 was moved, and its owner then read the old time: the move is lost.', [
    ['op-move-1', 'web-77', `reschedule e5 ${slot} → e5, staff-3 2027-03-02 15:00`, 161_960, 162_010, 'wrong'],
    ['op-move-2', 'web-78', `reschedule e5 ${slot}: refused (conflict)`, 161_962, 161_990, 'fail'],
    ['op-read-9', 'web-77', `read-booking e5 → ${slot} booked`, 162_101, 162_104.4, 'wrong'],
  ]),
  idempotency: sceneOf(
    'At 08:01:16.420 one request that was sent twice with one key was acknowledged as two bookings: f1 and f2.',
    [
      ['op-retry-1', 'web-140', `book ${slot}: no answer`, 174_200, 184_200, 'info'],
      ['op-retry-2', 'web-140/2', `book ${slot} → f1, ${slot}`, 184_350, 184_391, 'wrong'],
      ['op-retry-3', 'web-140/3', `book ${slot} → f2, ${slot}`, 184_352, 184_420, 'wrong'],
    ],
  ),
} as const;

const beyondNames = [
  ...hostileNames,
  'שלום-ארוך-'.repeat(30),
  'W'.repeat(300),
  '漢字'.repeat(100),
  'e\u0301'.repeat(90),
];
const hostileScene = sceneOf(
  beyondNames.join(' '),
  beyondNames.slice(-6).map((name, index): BarWords => {
    return [name, name, name, 1_000 + index, 1_000 + index * 400, ['wrong', 'info', 'fail wrong'][index % 3] ?? ''];
  }),
);

function convicted(by: string, summary: string, ids: readonly string[], scenes: readonly Scene[]): Finding {
  const lines = scenes.map(({ sentence }) => `double hold: ${sentence}`);
  const reached = [
    { what: 'pairs of attempts for one place that overlapped', count: 1204 },
    { what: 'places that were given back and taken again', count: 0 },
  ];
  return {
    ...{ by, validity: 'invalid', examined: 21_404, summary, reached },
    witness: { ids, lines, total: 3 + scenes.length, scenes },
  };
}

function findings(isHostile: boolean): readonly Finding[] {
  const { twoBars, sixBars, lostUpdate, idempotency } = sampleScenes;
  const six = isHostile ? hostileScene : sixBars;
  return [
    {
      ...{ by: 'session-guarantees', validity: 'valid', examined: 8_120, summary: 'every own write was read back' },
      reached: [{ what: 'reads behind an own write', count: 2_301 }],
    },
    convicted('double-booking', '5 places are held twice', ['a1', 'b7', 'c3', 'd9'], [twoBars, six]),
    convicted('linearizability', '1 resource has no order', isHostile ? beyondNames : ['e5'], [lostUpdate]),
    convicted('idempotency', '1 two effects', ['f1', 'f2', 'key-9'], [idempotency]),
    {
      by: 'capacity',
      validity: 'not-applicable',
      examined: 0,
      summary: 'the target has no services with several seats',
    },
  ];
}

function law(id: string, question: string): CriterionResult {
  const gate = { section: 'laws', status: 'fail', weight: 'gate', inScope: true, evidence: 'measured' } as const;
  return { ...gate, id, question, reason: '1 case', value: 1, threshold: 0, operator: '=', unit: 'cases' };
}

export const sampleRaceSummaries: readonly RaceSummary[] = [
  raced('n-for-one-slot', 'several users take one slot at one moment', { planned: 110, played: 110, overlapped: 100 }),
  raced('cancel-book', 'one cancels what another books', { planned: 60, played: 58, overlapped: 41, throttled: 7 }),
  raced('two-moves', 'two users move one booking', { planned: 20, played: 20, overlapped: 0, startSpreadMs: null }),
  raced('one-by-one', 'one user after the other', { planned: 12, played: 12, overlapped: 0, isSequence: true }),
];

function raced(shape: string, title: string, more: Partial<RaceSummary>): RaceSummary {
  const { overlapped = 0, isSequence = false } = more;
  return {
    ...{ plan: 'booking-race', shape, title, isSequence, planned: 0, played: 0, overlapped, throttled: 0 },
    ...{ largestOverlap: overlapped === 0 ? 1 : 47, startSpreadMs: 3.412, outcomes: { ok: 110, fail: 4_071, info: 2 } },
    worth: overlapped === 0 ? null : 1 - 0.05 ** (1 / overlapped),
    ...more,
  };
}

/** The sample with races: three laws convicted, or none. */
export function raceInput({ hostile = false, isClean = false } = {}): ReportInput {
  const input = sampleInput({ hostile });
  const found = findings(hostile).filter(({ validity }) => !isClean || validity === 'valid');
  const criteria = isClean
    ? []
    : [
        law('double-booking', 'Does nobody get what somebody else has?'),
        law('linearizability', 'Is there an order of events that explains every answer?'),
        law('idempotency', 'Does a key have one effect, however often it is sent?'),
      ];
  const races = hostile
    ? beyondNames.map((name, index) => raced(name, name, { planned: 9, played: 9, overlapped: index, plan: name }))
    : sampleRaceSummaries;
  const plan = input.plans.plans[0];
  const skipped = [{ shape: 'group-seats', reason: hostile ? hostileNames[1] : 'the target has no capacity' }];
  return {
    ...input,
    verdict: { ...input.verdict, criteria: [...input.verdict.criteria, ...criteria], findings: found, races },
    plans: { ...input.plans, plans: plan === undefined ? [] : [{ ...plan, skipped }] },
  };
}
