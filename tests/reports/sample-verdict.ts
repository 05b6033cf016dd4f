import type { CriterionResult, GeneratorResult, Verdict } from '../../core/verdict.ts';
import type { LoadSeries, Series } from '../../criteria/series.ts';
import { sampleExperiments } from './sample-experiments.ts';

type Line = readonly [id: string, question: string, evidence: CriterionResult['evidence']];

/** The verdict of the sample: NO-GO by a law and by the error rate; `hostile` goes wherever a platform's text can. */
export function sampleVerdict(seed: number, series: Series, hostile: readonly string[]): Verdict {
  return {
    schemaVersion: 1,
    verdict: 'NO-GO',
    sentence:
      'Two gates fail: bookings were stored although callers were told that they failed, and too many requests failed.',
    campaign: 'rehearsal',
    target: hostile[0] ?? 'stack',
    environment: 'embedded',
    seed,
    defects: ['error-after-commit'],
    judgedAt: '2027-03-01T08:03:40.000Z',
    criteria: [...measured(hostile, series.latency.total), ...laws, ...outside()],
    findings: findings(hostile),
    generator: generator(series),
    experiments: sampleExperiments(hostile),
    recording: [
      {
        file: 'history/booking-day.ndjson',
        problem: 'torn',
        count: 1,
        example: hostile[5] ?? 'line 88,213: the line ends in the middle of a string',
      },
    ],
  };
}

function generator({ loads }: Series): GeneratorResult {
  const sum = (of: (load: LoadSeries) => readonly number[]): number =>
    loads.flatMap(of).reduce((total, value) => total + value, 0);
  const offered = sum((load) => load.offered);
  const started = sum((load) => load.started);
  const finished = sum((load) => load.finished);
  return { status: 'good', offered, started, dropped: offered - started, finished, lagMsP99: 3.81 };
}

const gate = { weight: 'gate', inScope: true, evidence: 'measured' } as const;
const section = 'success criteria';

function measured(hostile: readonly string[], requests: number): readonly CriterionResult[] {
  return [...ofRequests(hostile, requests), ...ofJourneys, ...ofResources(hostile)];
}

function ofRequests(hostile: readonly string[], requests: number): readonly CriterionResult[] {
  return [
    {
      ...gate,
      id: 'api-latency',
      question: 'Is the API response time below 200 ms at the 95th percentile?',
      section,
      status: 'pass',
      value: 46.283,
      interval: [44.1, 49.02],
      threshold: 200,
      operator: '<',
      unit: 'ms',
      samples: requests,
      details: { p50: '7.93 ms', p99: '113 ms', 'slowest route': hostile[0] ?? 'POST /v1/appointments' },
    },
    {
      ...gate,
      id: 'error-rate',
      question: 'Do fewer than 0.1 % of all requests fail?',
      section,
      status: 'fail',
      reason: 'even the better bound of the interval lies above the threshold',
      value: 0.0022,
      interval: [0.0016, 0.00291],
      threshold: 0.001,
      operator: '<',
      unit: 'share',
      samples: requests,
    },
    {
      ...gate,
      id: 'uptime',
      question: 'Is the platform available more than 99.9 % of the time?',
      section,
      status: 'unknown',
      reason:
        'too few samples: 180 probes carry no claim of 99.9 %; 2,995 probes in a row without a failure would (50 min)',
      value: 0.99444,
      interval: [0.9739, 0.99972],
      threshold: 0.999,
      operator: '>',
      unit: 'share',
      samples: 180,
    },
  ];
}

const ofJourneys: readonly CriterionResult[] = [
  {
    ...gate,
    id: 'booking-success',
    question: 'Do more than 95 % of booking attempts end in a booking?',
    section,
    status: 'pass',
    value: 0.98611,
    interval: [0.98214, 0.98937],
    threshold: 0.95,
    operator: '>',
    unit: 'share',
    samples: 2904,
  },
  {
    ...gate,
    id: 'booking-time',
    question: 'Does a call take less than three minutes until its booking is confirmed?',
    section,
    status: 'pass',
    value: 41_800,
    interval: [40_900, 42_700],
    threshold: 180_000,
    operator: '<',
    unit: 'ms',
    samples: 1411,
    details: { 'the caller’s share': '41.2 s', 'the platform’s share': '0.61 s' },
  },
];

function ofResources(hostile: readonly string[]): readonly CriterionResult[] {
  return [
    {
      ...gate,
      id: 'connection-pooling',
      question: 'Do connections stay bounded at 1,000 users, and are they given back?',
      section: 'critical blockers',
      status: 'pass',
      value: 18,
      threshold: 20,
      operator: '<=',
      unit: 'connections',
      samples: 90,
    },
    {
      ...gate,
      id: 'query-optimisation',
      question: 'Does no statement read more than 100 rows for each row that it returns?',
      section: 'critical blockers',
      status: 'unknown',
      reason: `not measured: ${hostile[2] ?? 'the slowest statement was sampled twice; 20 samples decide'}`,
    },
    {
      ...gate,
      weight: 'advice',
      id: 'cpu',
      question: 'Is CPU use at 1,000 users at most 80 % of the target’s cores?',
      section: 'before launch',
      status: 'pass',
      value: 0.61,
      threshold: 0.8,
      operator: '<=',
      unit: 'share',
      samples: 90,
    },
  ];
}

const laws: readonly CriterionResult[] = [
  {
    id: 'accounting',
    question: 'Is every acknowledged booking stored as it was acknowledged, and nothing else?',
    section: 'laws',
    status: 'fail',
    weight: 'gate',
    inScope: true,
    evidence: 'measured',
    reason: '17 bookings are stored although the platform answered that it had failed',
    samples: 3104,
  },
  {
    id: 'double-booking',
    question: 'Is no slot booked by two customers at once?',
    section: 'laws',
    status: 'not-applicable',
    weight: 'gate',
    inScope: false,
    evidence: 'measured',
    reason: 'the races are a campaign of their own',
  },
];

function outside(): readonly CriterionResult[] {
  return outsideLines.flatMap(([section, lines]) =>
    lines.map(([id, question, evidence]) => ({
      id,
      question,
      section,
      status: 'unknown' as const,
      weight: section === 'should have' ? ('advice' as const) : ('gate' as const),
      inScope: false,
      evidence,
      reason: 'not measured: outside this campaign',
    })),
  );
}

const outsideLines: readonly (readonly [string, readonly Line[]])[] = [
  [
    'success criteria',
    [
      ['critical-vulnerabilities', 'Are no critical vulnerabilities known?', 'ingested'],
      ['test-coverage', 'Do the platform’s own tests cover more than 80 %?', 'ingested'],
      ['satisfaction', 'Is customer satisfaction above 4.5 of 5?', 'attested'],
      ['support-tickets', 'Is the support ticket rate below 5 %?', 'attested'],
      ['adoption', 'Do more than 80 % use the system?', 'attested'],
    ],
  ],
  [
    'no-go conditions',
    [
      ['sql-injection', 'Is there no place where SQL can be injected?', 'probed'],
      ['admin-2fa', 'Does every administrator need a second factor to sign in?', 'probed'],
      ['restore-untested', 'Was a backup restored and checked?', 'measured'],
      ['unmonitored', 'Is monitoring in place?', 'probed'],
      ['audit-failed', 'Was the security audit passed?', 'attested'],
    ],
  ],
  [
    'high priority',
    [
      ['webhook-timeouts', 'Are webhooks acknowledged within 2 s at the 99th percentile?', 'measured'],
      ['webhook-idempotency', 'Has a webhook that is delivered twice one effect?', 'measured'],
      ['circuit-breakers', 'Do breakers on external APIs open and close again?', 'measured'],
      ['health-endpoints', 'Do health endpoints turn red when a dependency is cut?', 'probed'],
      ['runbooks', 'Are runbooks written and known?', 'attested'],
    ],
  ],
  [
    'should have',
    [
      ['cache', 'Does a cache take load off the database?', 'measured'],
      ['response-compression', 'Are replies compressed?', 'probed'],
      ['cdn', 'Are static files delivered by a CDN?', 'attested'],
    ],
  ],
  [
    'launch day',
    [
      ['rollback-plan', 'Is the rollback plan ready?', 'attested'],
      ['smoke-test', 'Does each critical path work after the deployment?', 'measured'],
    ],
  ],
];

function findings(hostile: readonly string[]): Verdict['findings'] {
  return [
    {
      by: 'accounting',
      validity: 'invalid',
      examined: 3104,
      summary: '17 bookings are stored although the platform answered that it had failed.',
      witness: {
        ids: ['i-0418-web', 'b-77120', hostile[1] ?? 'b-77344'],
        lines: [
          'i-0418-web  1:12.408  book staff-3 2027-03-02T09:30Z  ->  500 after 38 ms (not stored, said the reply)',
          'b-77120     final state: staff-3 2027-03-02T09:30Z to 10:00Z, status booked, tag i-0418-web',
          ...(hostile.length > 0
            ? hostile
            : ['i-0533-call 1:29.120  book staff-8 2027-03-02T11:00Z  ->  500 after 44 ms']),
        ],
        total: 17,
      },
    },
    {
      by: 'session-guarantees',
      validity: 'unknown',
      examined: 0,
      summary: 'No read followed a write of its own user.',
    },
    { by: 'double-booking', validity: 'valid', examined: 2904, summary: 'No two bookings of one resource overlap.' },
  ];
}
