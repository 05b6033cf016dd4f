import * as assert from 'uvu/assert';
import { fillPools } from '../../campaigns/fill-pools.ts';
import type { Operation } from '../../core/operation.ts';
import type { World } from '../../core/world.ts';
import type { Client } from '../../drivers/node/client.ts';
import type { Intent } from '../../targets/intent.ts';
import { suite } from '../door.ts';

const test = suite('filling pools');

const world: World = {
  ...{ schemaVersion: 1, seed: 1, anchorDay: '2027-03-01' },
  tenants: [
    {
      ...{ id: 'acme', name: 'Acme' },
      branches: [{ id: 'b1', name: 'B', timeZone: 'Europe/Berlin', openingHours: [], holidays: [], staff: [] }],
      services: [{ id: 's1', name: 'S', durationMinutes: 30, bufferMinutes: 0, capacity: 1 }],
    },
    { id: 'empty', name: 'Empty', branches: [], services: [] },
  ],
};

test('every base URL gets its requests at once, and all of them are recorded', async () => {
  const asked: Intent[] = [];
  let [open, most] = [0, 0];
  const client: Client = {
    async perform(intent) {
      asked.push(intent);
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      open -= 1;
      return { completion: { type: 'ok', answer: {} }, operation: {} as Operation, lastReply: undefined };
    },
  };
  const taken: Operation[] = [];
  await fillPools({ clients: [client, client], world, anchorDay: '2027-03-01', take: (each) => void taken.push(each) });
  assert.equal([most, taken.length, asked.length], [40, 40, 40]);
  const day = { from: '2027-03-02T00:00:00Z', to: '2027-03-03T00:00:00Z' };
  assert.equal(asked[0], { verb: 'find-slots', tenant: 'acme', branch: 'b1', service: 's1', ...day });
});

test('a world without places is left alone', async () => {
  const client: Client = { perform: () => Promise.reject(new Error('nobody should ask')) };
  await fillPools({
    clients: [client],
    world: { ...world, tenants: [] },
    anchorDay: '2027-03-01',
    take: () => undefined,
  });
});
