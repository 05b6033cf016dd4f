import { random } from '../../core/random.ts';
import type { ReportInput } from '../../reports/report-input.ts';
import { sampleBands } from './sample-experiments.ts';
import { type SampleNames, sampleSeries } from './sample-series.ts';
import { sampleVerdict } from './sample-verdict.ts';

export interface SampleOptions {
  readonly seed?: number;
  readonly seconds?: number;
  readonly users?: number;
  /** Puts names into every place that text of a platform can reach. */
  readonly hostile?: boolean;
}

export const hostileNames = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  "'); DROP TABLE appointments; --",
  'O\u202Etxt.exe\u202C from the right',
  `\u0000\u0007\u001b[31mred\u001b[0m \u009b2J`,
  ']]><!--</style></title></svg><script>alert(3)</script>',
  'x'.repeat(10_000),
  'javascript:alert(4) &lt;b&gt; {{7*7}} %s |table|cell| `code` [link](https://example.org)',
] as const;

/** A run as a person may meet it: 1,000 users for three minutes, one law broken, some lines unknown. */
export function sampleInput(options: SampleOptions = {}): ReportInput {
  const { seed = 20_270_301, seconds = 180, users = 1000, hostile = false } = options;
  const dice = random(seed);
  const names = hostile ? hostileSampleNames : plainNames;
  const faults = sampleBands(hostile ? hostileNames : []);
  const series = { ...sampleSeries(dice.fork('series'), names, seconds, users), faults };
  return {
    verdict: sampleVerdict(seed, series, hostile ? hostileNames : []),
    series,
    run: {
      schemaVersion: 1,
      campaign: 'rehearsal',
      seed,
      anchorDay: '2027-03-01',
      target: hostile ? hostileNames[0] : 'stack',
      targetVersion: hostile ? hostileNames[5] : '0.1.0',
      offers: hostile ? hostileOffers : plainOffers,
      environment: 'embedded',
      baseUrls: ['http://127.0.0.1:41231', 'http://127.0.0.1:41232'],
      defects: ['error-after-commit'],
      users,
      startedAt: '2027-03-01T07:58:12.000Z',
      toolVersions: { ansturm: '0.1.0', node: '24.21.0', k6: '2.2.0', postgresql: '18.4' },
      machine: { cores: 2, memoryBytes: 8_323_072_000, system: 'linux x64 6.12.8' },
      gitCommit: '4bd458e1c2aa90d7f3b05c1de6a9e2f4b8d07135',
      commandLine: hostile
        ? ['ansturm', 'run', ...hostileNames]
        : ['npx', 'ansturm', 'run', 'rehearsal', '--defects', 'error-after-commit', '--seed', String(seed)],
    },
    plans: { schemaVersion: 1, plans: [samplePlan(names, seconds, users)] },
    timeline: [
      { event: 'step-started', atMs: 0, step: 'booking-day' },
      {
        event: 'process-ended',
        atMs: 4000 + seconds * 600,
        process: names.processes[0]?.name ?? '',
        expected: false,
        detail: hostile ? hostileNames[4] : 'exit code 1, started again after 1.9 s',
      },
      { event: 'load-ended', atMs: 4000 + seconds * 1000, source: names.plan, completed: 3712, exitCode: 0 },
      { event: 'connections-returned', atMs: 5000 + seconds * 1000, before: 4, after: 5, waitedMs: 1204 },
    ],
  };
}

const plainOffers = {
  verbs: [
    'find-slots',
    'book',
    'hold',
    'confirm',
    'cancel',
    'reschedule',
    'read-booking',
    'list-bookings',
    'read-state',
  ],
  ...{ holds: true, capacity: false, idempotencyKeys: true, tags: true, stickySessions: false },
};

const hostileOffers = {
  verbs: hostileNames,
  ...Object.fromEntries(hostileNames.map((name, index) => [name, index % 2 === 0])),
};

const plainNames: SampleNames = {
  plan: 'booking-day',
  journeys: ['voice-call', 'web-booking', 'staff-day'],
  routes: [
    'POST /v1/appointments',
    'GET /v1/slots',
    'POST /v1/holds/:id/confirm',
    'GET /v1/appointments',
    'DELETE /v1/appointments/:id',
    'POST /v1/customers',
  ],
  processes: [
    { name: 'api-1', role: 'api' },
    { name: 'api-2', role: 'api' },
    { name: 'postgres', role: 'database' },
    { name: 'k6', role: 'generator' },
    { name: 'ansturm', role: 'harness' },
  ],
};

const hostileSampleNames: SampleNames = {
  plan: hostileNames[1],
  journeys: [hostileNames[0], hostileNames[3], hostileNames[6]],
  routes: [...hostileNames],
  processes: hostileNames.map((name) => ({ name, role: 'api' })),
};

function samplePlan(names: SampleNames, seconds: number, users: number): ReportInput['plans']['plans'][number] {
  return {
    name: names.plan,
    users,
    requestsPerSecond: 100,
    phases: [
      { name: 'warm-up', fromMs: 0, toMs: (seconds / 6) * 1000, measured: false },
      { name: 'busy hour', fromMs: (seconds / 6) * 1000, toMs: seconds * 1000, measured: true },
    ],
    arrivals: names.journeys.map((journey) => ({
      journey,
      startPerSecond: 1,
      stages: [{ durationMs: seconds * 1000, endPerSecond: 8 }],
      openMax: 1500,
    })),
    feeds: ['api-latency', 'error-rate', 'booking-success', 'booking-time'],
    gracePeriodMs: 12_000,
    requestTimeoutMs: 10_000,
  };
}
