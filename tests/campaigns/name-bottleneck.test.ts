import * as assert from 'uvu/assert';
import { nameBottleneck } from '../../campaigns/name-bottleneck.ts';
import type { ProcessRole, ResourceSample } from '../../core/resource-sample.ts';
import { suite } from '../door.ts';

const test = suite('name bottleneck');

/** Ten seconds of a two-core machine: cores in use by each role, connections in use, connections that wait. */
function step(cores: Partial<Record<ProcessRole, number>>, active = 1, waitingForLock = 0): ResourceSample[] {
  const samples: ResourceSample[] = [
    { kind: 'limits', atMs: 0, poolConnections: 20, processMemoryBytes: null, targetCores: 2 },
  ];
  const busy = Object.values(cores).reduce((total, each) => total + each, 0);
  for (const atMs of [0, 5_000, 10_000]) {
    samples.push(
      {
        kind: 'machine',
        atMs,
        cores: 2,
        busyMs: busy * atMs,
        stealMs: 0,
        memoryAvailableBytes: 1,
        cpuPressureUs: null,
      },
      { kind: 'database', atMs, connections: 20, active, idleInTransaction: 0, waitingForLock },
    );
    for (const [index, [role, used]] of Object.entries(cores).entries()) {
      const process = { name: role, role: role as ProcessRole, pid: index + 1, rssBytes: 1, descriptors: 1 };
      samples.push({ kind: 'process', atMs, ...process, cpuMs: used * atMs });
    }
  }
  return samples;
}

test('names what had nothing left', () => {
  const named = (samples: readonly ResourceSample[]): string => {
    const { saturated, bottleneck } = nameBottleneck(samples);
    return `${saturated} = ${bottleneck}`;
  };
  assert.match(named(step({ api: 0.8, database: 0.7, generator: 0.4 })), /^machine = of 2 cores api 0.80, /);
  assert.match(named(step({ api: 1.0, database: 0.7, generator: 0.2 })), /^target-cpu = of 2 cores/);
  assert.match(named(step({ api: 0.7, database: 1.0, generator: 0.2 })), /^database = of 2 cores/);
  assert.match(named(step({ api: 0.3, generator: 1.6 })), /^generator = of 2 cores/);
  assert.match(named(step({ api: 0.95, generator: 0.2 })), /^target-cpu = an API process: 0.95/);
  assert.match(named(step({ api: 0.2 }, 19)), /^pool = the pool: 19.0 of 20/);
  assert.match(named(step({ api: 0.2 }, 5, 4)), /^locks = locks in the database: 4.0/);
  assert.match(named(step({ api: 0.2 })), /^none = none of/);
  assert.match(named([]), /^unseen = not seen/);
  assert.is(nameBottleneck(step({ api: 0.3, generator: 1.6 })).generatorShare, 0.8);
});
