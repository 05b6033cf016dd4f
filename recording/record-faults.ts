import { Ajv, type ErrorObject, type JSONSchemaType, type ValidateFunction } from 'ajv';
import { behaviours } from '../core/provider.ts';
import type { FaultOf } from './read-records.ts';

const ajv = new Ajv({ allErrors: false, strict: true, allowUnionTypes: true });

type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' } as const;
const number = { type: 'number' } as const;
const count = { type: 'number', minimum: 0 } as const;
const countOrNull = { type: ['number', 'null'] } as const;
const list = (items: Schema): Schema => ({ type: 'array', items });
const record = (properties: Readonly<Record<string, Schema>>, optional: Readonly<Record<string, Schema>> = {}) => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
});

/** core/run.ts: RunRecord */
export const runFault = faultOf(
  record(
    {
      schemaVersion: { const: 1 },
      campaign: text,
      seed: number,
      anchorDay: text,
      target: text,
      targetVersion: text,
      environment: text,
      baseUrls: list(text),
      defects: list(text),
      users: count,
      startedAt: text,
      toolVersions: { type: 'object' },
      machine: record({ cores: count, memoryBytes: count, system: text }),
      gitCommit: { type: ['string', 'null'] },
      commandLine: list(text),
    },
    { isShared: { type: 'boolean' } },
  ),
);

/** core/plan.ts: Plans; what is particular to a fault is for whoever carries it out */
export const plansFault = faultOf(
  record({
    schemaVersion: { const: 1 },
    plans: list(
      record(
        {
          name: text,
          users: count,
          requestsPerSecond: count,
          phases: list(record({ name: text, fromMs: number, toMs: number, measured: { type: 'boolean' } })),
          arrivals: list(
            record({
              journey: text,
              startPerSecond: count,
              stages: list(record({ durationMs: count, endPerSecond: count })),
              openMax: count,
            }),
          ),
          feeds: list(text),
          gracePeriodMs: count,
          requestTimeoutMs: count,
        },
        { faults: list(record({ fault: text, atMs: number, durationMs: count })) },
      ),
    ),
  }),
);

/** core/world.ts: World, as deep as judging looks into it */
export const worldFault = faultOf(
  record({ schemaVersion: { const: 1 }, seed: number, anchorDay: text, tenants: list(record({ id: text })) }),
);

const events: Readonly<Record<string, Schema>> = {
  'load-ended': record(
    { source: text, exitCode: countOrNull },
    { completed: count, interrupted: count, unsent: count },
  ),
  'step-started': record({ step: text }),
  'step-ended': record({ step: text }),
  ...Object.fromEntries(
    ['unavailable', 'leased', 'injected', 'failed', 'healed', 'stuck'].map((end) => [
      `fault-${end}`,
      record({ fault: text }, { detail: text }),
    ]),
  ),
  'process-ended': record({ process: text, expected: { type: 'boolean' }, detail: text }),
  'state-read': record(
    { state: { enum: ['initial', 'final', 'restored'] }, bookings: count, isComplete: { type: 'boolean' } },
    { problem: text },
  ),
  'backup-taken': record({ fromMs: number }, { problem: text }),
  'backup-restored': record({ fromMs: number }, { problem: text }),
  'capacity-found': record({ holdsPerSecond: count, failsPerSecond: countOrNull, steps: list({ type: 'object' }) }),
  'clock-jumped': record({ jumpMs: number }),
  'disk-full': record({ file: text }),
  interrupted: record({}),
  'load-stopped': record({ reason: text }),
  'evidence-ended': record({}),
  'cleaned-up': record({ cancelled: count, left: count }),
  'connections-returned': record({ before: count, after: count, waitedMs: count }),
};

/** core/run.ts: TimelineEvent; events of kinds that this version does not know are let through. */
export const timelineFault = oneOfKinds('event', events);

const cumulative = { calls: count, totalMs: count, rowsReturned: count, sampledCalls: count };

const samples: Readonly<Record<string, Schema>> = {
  process: record({ name: text, role: text, cpuMs: count, rssBytes: count, descriptors: count }),
  machine: record({
    cores: count,
    busyMs: count,
    stealMs: count,
    memoryAvailableBytes: count,
    cpuPressureUs: countOrNull,
  }),
  database: record(
    { connections: count, active: count, idleInTransaction: count, waitingForLock: count },
    { clockAheadMs: number, replicas: count },
  ),
  statement: record(
    {
      query: text,
      ...cumulative,
      sampledRowsRead: countOrNull,
      sampledRowsReturned: countOrNull,
      largestTable: { type: ['string', 'null'] },
      largestTableRows: countOrNull,
    },
    { sampledInVain: record({ rows: count, squares: count }) },
  ),
  table: record({ table: text, rows: count, sequentialScans: count, sequentialRowsRead: count, indexScans: count }),
  'route-statements': record({ route: text, requests: count, statements: count }),
  'self-reports': record({ readiness: { type: 'boolean' }, countedVerbs: { type: ['array', 'null'], items: text } }),
  readiness: record({ endMs: number, process: count, isReady: { type: 'boolean' }, isServing: { type: 'boolean' } }),
  counter: record({ endMs: number, process: count, value: countOrNull }),
  limits: record({ poolConnections: countOrNull, processMemoryBytes: countOrNull, targetCores: countOrNull }),
};

/** core/resource-sample.ts: ResourceSample; samples of kinds that this version does not know are let through. */
export const resourceFault = oneOfKinds('kind', samples);

const shares = record({}, Object.fromEntries(behaviours.map((behaviour) => [behaviour, count])));

/** core/provider.ts: ProviderHeader */
export const providerHeaderFault = faultOf(
  record({ schemaVersion: { const: 1 }, source: text, offsetMs: number, errorMs: number }),
);

/** core/provider.ts: ProviderRequest */
export const providerRequestFault = faultOf(
  record(
    {
      ...{ id: text, provider: text, arrivedMs: number, endedMs: number, method: text, route: text, path: text },
      status: { type: 'integer', minimum: 0, maximum: 999 },
      ending: { enum: ['replied', 'cut', 'hung-up', 'stopped'] },
      behaviour: { enum: behaviours },
      ...{ bodyHash: text, bodyBytes: count },
    },
    {
      effect: record({ action: { enum: ['create', 'move', 'delete', 'send'] }, item: text, atMs: number }),
      ...{ repeats: text, idempotencyKey: text, correlationId: text, traceId: text, retryAfterSeconds: count },
      about: record(
        {},
        Object.fromEntries(
          ['id', 'reference', 'staff', 'start', 'end', 'to', 'channel', 'kind'].map((name) => [name, text]),
        ),
      ),
    },
  ),
);

/** core/provider.ts: ProviderMark; marks of kinds that this version does not know are let through. */
export const providerMarkFault = oneOfKinds('mark', {
  conduct: record({
    provider: text,
    conduct: record({ shares, slowMs: list(number), retryAfterSeconds: count }),
  }),
  stopped: record({ provider: text, requests: count }),
});

function oneOfKinds(field: string, schemas: Readonly<Record<string, Schema>>): FaultOf {
  const faults = new Map(Object.entries(schemas).map(([kind, schema]) => [kind, faultOf(schema)]));
  const common = faultOf(record({ [field]: text, atMs: number }));
  return (value) => common(value) ?? faults.get((value as Record<string, string>)[field] as string)?.(value);
}

function faultOf(schema: Schema): FaultOf {
  const validate: ValidateFunction = ajv.compile(schema as unknown as JSONSchemaType<unknown>);
  return (value) => (validate(value) ? undefined : inWords(validate.errors?.[0]));
}

function inWords(error: ErrorObject | undefined): string {
  return error === undefined ? 'is not valid' : `${error.instancePath} ${error.message ?? 'is not valid'}`.trim();
}
