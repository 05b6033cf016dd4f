import * as assert from 'uvu/assert';
import type { Ready, RunContext } from '../../campaigns/make-ready.ts';
import { outgoingCalls } from '../../campaigns/outgoing-calls.ts';
import type { Operation } from '../../core/operation.ts';
import type { Plan } from '../../core/plan.ts';
import { silentProgress } from '../../core/progress.ts';
import { providerStorm } from '../../scenarios/provider-storm.plan.ts';
import { reference } from '../../targets/reference.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';

const test = suite('outgoing calls');
const journeyMs = { 'voice-call': 1, 'web-booking': 1, 'staff-day': 1 };
const breaking = providerStorm.plan({ users: 1, journeyMs, providers: ['calendar'] });
const calm: Plan = { ...breaking, faults: [] };

/** A platform where a call waits for the first few asks, and what was asked of it. */
function open(target: Target, asksUntilDone: number) {
  const taken: Operation[] = [];
  const sources: string[] = [];
  let asks = 0;
  const answering: Target = {
    ...target,
    // biome-ignore lint/correctness/useYield: what waits comes from memory here
    *perform() {
      asks += 1;
      return { type: 'ok', answer: { waiting: asks < asksUntilDone ? ['booking-1'] : [], dead: [] } };
    },
  };
  const recorder = {
    openHistory(source: string) {
      sources.push(source);
      return { write: (operation: Operation) => taken.push(operation) };
    },
  };
  const clock = { now: () => performance.now() };
  const context = { recorder, clock, progress: silentProgress, signal: new AbortController().signal };
  const ready = { target: answering, zones: [], runId: '0000abcd', lab: { secrets: {}, baseUrls: [] } };
  const calls = outgoingCalls(
    context as unknown as RunContext,
    { ...ready, world: { tenants: [{ id: 'a' }, { id: 'b' }] } } as unknown as Ready,
  );
  return { calls, taken, sources };
}

test('it asks every tenant until nothing waits, in a history of its own', async () => {
  const { calls, taken, sources } = open(reference, 4);
  await calls.settle();
  assert.equal(sources, ['outgoing']);
  assert.equal(
    taken.map(({ verb, value }) => `${verb} ${value.asked?.tenant} ${[value.answered?.waiting].flat().length}`),
    ['read-outgoing a 1', 'read-outgoing b 1', 'read-outgoing a 1', 'read-outgoing b 0', 'read-outgoing a 0'],
  );
});

test('before providers are broken what waits is done, and while they are it is asked again and again', async () => {
  const { calls, taken } = open(reference, 2);
  const watched = await calls.watch(breaking);
  const before = taken.length;
  assert.ok(before >= 3);
  while (taken.length < before + 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await watched.stop();
});

test('a plan that breaks no provider is left alone, and so is a platform that cannot be asked', async () => {
  const other = open(reference, 1);
  await (await other.calls.watch(calm)).stop();
  assert.equal(other.taken, []);
  const verbs = reference.offers.verbs.filter((verb) => verb !== 'read-outgoing');
  const silent = open({ ...reference, offers: { ...reference.offers, verbs } }, 1);
  await silent.calls.settle();
  await (await silent.calls.watch(breaking)).stop();
  assert.equal([silent.taken, silent.sources], [[], []]);
});
