import { mkdir, writeFile } from 'node:fs/promises';
import type { Operation, OperationValue } from '../core/operation.ts';
import type { Plan } from '../core/plan.ts';
import { random } from '../core/random.ts';
import type { RunRecord } from '../core/run.ts';
import { compressHistories } from '../recording/compress.ts';
import { runFolder } from '../recording/run-folder.ts';
import { openLines } from '../recording/write-lines.ts';
import { openState } from '../recording/write-state.ts';

const journeySteps = ['find-customer', 'find-slots', 'book', 'read-booking'] as const;
/** Four operations and the journey's own line. */
const linesPerJourney = journeySteps.length + 1;
const lengthMs = 1_800_000;

/** Writes a healthy run of about so many operations, as a nightly leaves it behind: compressed, states and all. */
export async function writeLargeRun(path: string, operations: number): Promise<void> {
  const folder = runFolder(path);
  await mkdir(folder.histories, { recursive: true });
  const journeys = Math.floor(operations / linesPerJourney);
  const plan = planOf(journeys);
  await writeFile(folder.run, JSON.stringify(run));
  await writeFile(folder.plans, JSON.stringify({ schemaVersion: 1, plans: [plan] }));
  await writeFile(folder.world, JSON.stringify({ schemaVersion: 1, seed: 1, anchorDay: '2027-03-01', tenants: [] }));
  const header = (source: string) => ({ schemaVersion: 1, source });
  const timeline = openLines(folder.timeline, header('timeline'));
  timeline.write({
    event: 'load-ended',
    atMs: lengthMs,
    source: plan.name,
    exitCode: 0,
    completed: journeys,
    interrupted: 0,
  });
  timeline.close();
  openLines(folder.resources, header('resources')).close();
  openState(folder.initialState, 'initial-state').complete();
  const history = openLines(folder.history(plan.name), { ...header(plan.name), offsetMs: 0, errorMs: 1 });
  history.write({ mark: 'load-started', atMs: 0 });
  const state = openState(folder.finalState, 'final-state');
  const chance = random(1);
  for (let journey = 0; journey < journeys; journey += 1) {
    const startMs = (journey * lengthMs) / journeys;
    for (const [step, verb] of journeySteps.entries()) {
      const latencyMs = 4 + 30 * chance.next() ** 4;
      history.write(operationOf(journey, step, verb, startMs + step * 100, latencyMs));
    }
    history.write(journeyOf(journey, startMs));
    state.write({ ...bookingOf(journey), tag: `tag-${journey}`, tenant, status: 'booked' });
  }
  history.close();
  state.complete();
  await compressHistories(folder.histories);
}

const tenant = 'company-0001';

const run: RunRecord = {
  ...{ schemaVersion: 1, campaign: 'booking-day', seed: 1, anchorDay: '2027-03-01', target: 'reference' },
  ...{ targetVersion: 'none', environment: 'embedded', baseUrls: [], defects: [], users: 0, gitCommit: null },
  ...{ startedAt: '2027-03-01T08:00:00.000Z', toolVersions: {}, commandLine: [] },
  machine: { cores: 2, memoryBytes: 1, system: 'bench' },
};

function planOf(journeys: number): Plan {
  const perSecond = (journeys * 1000) / lengthMs;
  return {
    ...{ name: 'booking-day', users: 0, requestsPerSecond: 0, gracePeriodMs: 1_000, requestTimeoutMs: 1_000 },
    phases: [{ name: 'measured', fromMs: 0, toMs: lengthMs, measured: true }],
    arrivals: [
      {
        ...{ journey: 'voice-call', startPerSecond: perSecond, openMax: 1_000 },
        stages: [{ durationMs: lengthMs, endPerSecond: perSecond }],
      },
    ],
    feeds: ['api-latency', 'error-rate', 'booking-success', 'booking-time'],
  };
}

function bookingOf(journey: number) {
  const day = `2027-04-${String(1 + (journey % 28)).padStart(2, '0')}`;
  // Days and staff come again together after 140,000 journeys: then it is another hour's turn.
  const hour = 8 + (Math.floor(journey / 140_000) % 12);
  const [start, end] = [
    `${day}T${String(hour).padStart(2, '0')}:00:00Z`,
    `${day}T${String(hour).padStart(2, '0')}:30:00Z`,
  ];
  const slot = { resource: `staff-${journey % 20_000}`, start, end };
  return { id: `appointment-${journey}`, ...slot };
}

function idOf(journey: number, line: number): string {
  return `000000010000000${line}${journey.toString(16).padStart(16, '0')}`;
}

function operationOf(journey: number, step: number, verb: string, atMs: number, latencyMs: number): Operation {
  const { id: booking, ...slot } = bookingOf(journey);
  const place = { tenant, branch: 'branch-00001', service: 'service-00001', customer: `customer-${journey}` };
  const values: Readonly<Record<string, OperationValue>> = {
    'find-customer': { asked: { tenant, phone: '+4930123456' }, answered: { customer: place.customer } },
    'find-slots': {
      asked: { ...place, from: slot.start, to: slot.end },
      answered: { offered: 40, slots: [slot, slot] },
    },
    book: { asked: { ...place, slot }, answered: { booking, slot } },
    'read-booking': { asked: { tenant, booking }, answered: { count: 1 } },
  };
  const isBook = verb === 'book';
  return {
    ...{ id: idOf(journey, step + 1), process: `voice-call-${journey}`, verb, type: 'ok', keys: [slot.resource] },
    intent: isBook ? `tag-${journey}` : idOf(journey, step + 1),
    ...(isBook ? { idempotencyKey: `tag-${journey}` } : {}),
    ...{ startMs: atMs, endMs: atMs + latencyMs, intendedMs: atMs },
    requests: [{ route: `POST /v1/${verb}`, startMs: atMs, endMs: atMs + latencyMs, status: 200 }],
    value: values[verb] ?? {},
  };
}

function journeyOf(journey: number, startMs: number): Operation {
  const asked = { journey: 'voice-call', goal: 'booking', arrival: journey };
  const id = idOf(journey, 0);
  return {
    ...{ id, intent: id, process: `voice-call-${journey}`, verb: 'journey', type: 'ok', keys: [], requests: [] },
    ...{ startMs, endMs: startMs + 450, intendedMs: startMs },
    value: { asked, answered: { pausedMs: 300, waitedMs: 150, attempts: 4 } },
  };
}
