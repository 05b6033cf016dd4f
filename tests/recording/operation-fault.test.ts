import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { isMark, operationFault } from '../../recording/operation-fault.ts';
import { suite } from '../door.ts';

const test = suite('operation fault');

const schema = JSON.parse(
  readFileSync(new URL('../../recording/operation.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const isValid = new Ajv({ strict: true }).compile(schema);

const slot = { resource: 'r1', start: '2027-03-01T08:00:00Z', end: '2027-03-01T08:30:00Z' };
const stored = { id: 'b1', tag: 'i1', tenant: 't1', service: 's', customer: 'c', status: 'booked', ...slot };
const good = {
  ...{ id: 'o1', intent: 'i1', idempotencyKey: 'k1', process: 'p-1', verb: 'book', keys: ['r1'] },
  ...{ startMs: 1, endMs: 2, intendedMs: 0.5, type: 'ok' },
  requests: [{ route: 'POST /b', startMs: 1, endMs: 2, status: 201 }],
  value: {
    asked: { tenant: 't1', from: '2027-03-01T08:00:00Z', slot, n: 1 },
    answered: { booking: 'b1', expires: '2027-03-01T08:00:00Z', slots: [slot], read: stored },
    reason: 'taken',
  },
};

const slotEvent = { effect: 'book', branch: 'b', service: 's', customer: 'c', slot };
const delivery = {
  ...{ ...good, verb: 'deliver-webhook' },
  value: {
    asked: { id: 'e1', tenant: 't1', credential: 'good', form: 'plain', demand: slotEvent },
    reason: 'forbidden',
  },
};
const cancellation = structuredClone(delivery);
Object.assign(cancellation.value.asked, { credential: 'unknown-version', demand: { effect: 'cancel', cancels: 'e1' } });
const backlog = {
  ...{ ...good, verb: 'read-backlog' },
  value: { asked: { tenant: 't1' }, answered: { waiting: ['e1'], dead: [] } },
};

const outgoing = { ...backlog, verb: 'read-outgoing', value: { answered: { waiting: ['b1'], dead: [] } } };

const odd = fc.constantFrom<unknown>(
  '',
  'text',
  0,
  -1,
  1.5,
  1000,
  null,
  true,
  [],
  [1],
  ['a'],
  {},
  undefined,
  slot.end,
  '2027-03-01T08:00:00',
  '2027-13-01T08:00:00Z',
  stored,
  [slot],
);
const paths: readonly (readonly (string | number)[])[] = [
  ...Object.keys(good).map((key) => [key]),
  ...['route', 'startMs', 'endMs', 'status'].map((key) => ['requests', 0, key]),
  ['requests', 0],
  ...['asked', 'answered', 'reason'].map((key) => ['value', key]),
  ...['tenant', 'from', 'slot', 'n'].map((key) => ['value', 'asked', key]),
  ...['booking', 'expires', 'slots', 'read'].map((key) => ['value', 'answered', key]),
  ...Object.keys(slot).map((key) => ['value', 'asked', 'slot', key]),
  ...Object.keys(slot).map((key) => ['value', 'answered', 'slots', 0, key]),
  ...Object.keys(stored).map((key) => ['value', 'answered', 'read', key]),
];

test('an operation as drivers write it has none', () => {
  assert.is(operationFault(good), undefined);
  assert.ok(isValid(good));
});

test('says the same as the published schema, whatever is changed in an operation', () => {
  let faults = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), odd), { minLength: 1, maxLength: 3 }), (changes) => {
      const changed = structuredClone(good) as unknown;
      for (const [path, value] of changes) set(changed, path, value);
      // As it comes out of a file: what is undefined is not there.
      const parsed: unknown = JSON.parse(JSON.stringify(changed));
      const fault = operationFault(parsed);
      if (fault !== undefined) faults += 1;
      assert.is(fault === undefined, isValid(parsed), JSON.stringify({ parsed, fault }));
    }),
    { numRuns: 2000, seed: 7 },
  );
  assert.ok(faults > 500 && faults < 2000, `${faults} faults in 2000`);
});

const webhookPaths: typeof paths = [
  ...['verb', 'type', 'value'].map((key) => [key]),
  ...['asked', 'answered'].map((key) => ['value', key]),
  ...['id', 'tenant', 'credential', 'form', 'demand'].map((key) => ['value', 'asked', key]),
  ...['effect', 'cancels', 'branch', 'customer', 'slot'].map((key) => ['value', 'asked', 'demand', key]),
  ...['waiting', 'dead'].map((key) => ['value', 'answered', key]),
  ['value', 'answered', 'waiting', 0],
];

test('says the same of deliveries and backlogs', () => {
  let faults = 0;
  const words = fc.oneof(
    odd,
    fc.constantFrom('none', 'book', 'cancel', 'good', 'poison', 'read-backlog', 'read-outgoing', 'info'),
  );
  const sound = fc.constantFrom<object>(delivery, cancellation, backlog, outgoing);
  for (const each of [delivery, cancellation, backlog, outgoing]) assert.is(operationFault(each), undefined);
  fc.assert(
    fc.property(sound, fc.constantFrom(...webhookPaths), words, (operation, path, value) => {
      const changed = structuredClone(operation) as unknown;
      set(changed, path, value);
      const parsed: unknown = JSON.parse(JSON.stringify(changed));
      const fault = operationFault(parsed);
      if (fault !== undefined) faults += 1;
      assert.is(fault === undefined, isValid(parsed), JSON.stringify({ parsed, fault }));
    }),
    { numRuns: 3000, seed: 7 },
  );
  assert.ok(faults > 500 && faults < 3000, `${faults} faults in 3000`);
});

test('says the same of what is no operation at all', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => assert.is(operationFault(value) === undefined, isValid(value))),
    { numRuns: 500, seed: 7 },
  );
});

test('a mark is told from an operation', () => {
  assert.ok(isMark({ mark: 'load-started', atMs: 1 }));
  assert.not(isMark({ mark: 'something', atMs: 1 }));
  assert.not(isMark({ mark: 'load-ended', atMs: 1 }), 'how a load ended is told in the timeline');
  assert.not(isMark(good));
});

function set(target: unknown, path: readonly (string | number)[], value: unknown): void {
  let at = target as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    if (typeof next !== 'object' || next === null) return;
    at = next as Record<string | number, unknown>;
  }
  const last = path[path.length - 1];
  if (last !== undefined) at[last] = value;
}
