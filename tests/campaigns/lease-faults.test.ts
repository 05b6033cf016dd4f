import * as assert from 'uvu/assert';
import { leaseFaults } from '../../campaigns/lease-faults.ts';
import type { FaultEvent } from '../../core/run.ts';
import type { Lab } from '../../environments/environment.ts';
import { suite } from '../door.ts';

const test = suite('leasing the faults of a plan');

/** What is told of a jump of the clock, in a load that begins so much later than it was to. */
async function told(lateMs: number, hasClock = true): Promise<readonly FaultEvent[]> {
  const events: FaultEvent[] = [];
  let aheadMs = 0;
  const clock = {
    async set(ms: number) {
      aheadMs = ms;
    },
    aheadMs: () => aheadMs,
  };
  await leaseFaults(
    {
      ...{ clock: { now: () => 60_000 + lateMs }, signal: new AbortController().signal, stuck: [] },
      recorder: { event: (event: FaultEvent) => events.push(event) },
    } as never,
    { lab: (hasClock ? { clock } : {}) as unknown as Lab },
    { beginsAtMs: 60_000, faults: [{ fault: 'clock-jumps', aheadMs: 9_000, atMs: 0, durationMs: 1 }] },
  );
  return events;
}

test('what is to be broken at a moment of the night is not, where the load began too late for it', async () => {
  const kinds = async (lateMs: number) => (await told(lateMs)).map(({ event }) => event);
  assert.equal(await kinds(-5), ['fault-leased', 'fault-injected', 'fault-healed']);
  assert.equal(await kinds(1_500), ['fault-leased', 'fault-injected', 'fault-healed']);
  const [only, ...rest] = await told(7_000);
  assert.equal([only?.event, rest], ['fault-unavailable', []]);
  assert.match(only?.detail ?? '', 'began 7 s too late');
});

test('where nothing can be broken, that is the reason, and no other', async () => {
  assert.match((await told(7_000, false))[0]?.detail ?? '', 'goes by the clock of this machine');
});
