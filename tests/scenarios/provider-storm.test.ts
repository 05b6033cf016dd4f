import * as assert from 'uvu/assert';
import type { Plan, PlannedFault } from '../../core/plan.ts';
import type { ProviderName } from '../../core/provider.ts';
import { providerStorm } from '../../scenarios/provider-storm.plan.ts';
import { suite } from '../door.ts';

const test = suite('plan of provider-storm');
const journeyMs = { 'voice-call': 51_000, 'web-booking': 44_000, 'staff-day': 42_000 };
const both: readonly ProviderName[] = ['calendar', 'messaging'];

function planned(durationMs?: number, providers: readonly ProviderName[] = both): Plan {
  const length = durationMs === undefined ? {} : { durationMs };
  return providerStorm.plan({ users: 1, journeyMs, providers, ...length });
}

function lengthOf({ phases }: Plan): number {
  return phases.at(-1)?.toMs ?? 0;
}

/** ms for which a provider treats every request like this. */
function darkMs({ faults = [] }: Plan, provider: ProviderName, behaviour: 'failing' | 'silent'): number {
  return faults.reduce((sum, fault) => {
    const isMeant = fault.fault === 'provider-misbehaves' && fault.provider === provider;
    return sum + (isMeant && fault.conduct.shares[behaviour] === 1 ? fault.durationMs : 0);
  }, 0);
}

test('each provider is wholly down and wholly silent for ten seconds at least, and the other meanwhile is not', () => {
  const plan = planned();
  assert.ok(lengthOf(plan) <= 70_000, `${lengthOf(plan)} ms`);
  for (const provider of both) {
    for (const behaviour of ['failing', 'silent'] as const) {
      assert.ok(darkMs(plan, provider, behaviour) >= 10_000, `${provider} ${behaviour}`);
    }
  }
});

test('a short one, for a rehearsal, keeps one dark part of full length', () => {
  const plan = planned(38_000);
  assert.is(lengthOf(plan), 38_000);
  assert.equal([darkMs(plan, 'calendar', 'failing'), darkMs(plan, 'messaging', 'silent')], [12_000, 12_000]);
  assert.is(darkMs(plan, 'calendar', 'silent'), 0);
});

test('the relay is killed while calls fail by shares, and while what piled up is delivered, but not at the end', () => {
  const duringOf = (durationMs?: number): readonly string[] => {
    const { faults = [], phases } = planned(durationMs);
    return faults.flatMap((fault) => {
      if (fault.fault !== 'process-killed') return [];
      const phase = phases.find(({ fromMs, toMs }) => fault.atMs >= fromMs && fault.atMs < toMs);
      return [`${fault.process} ${phase?.name}`];
    });
  };
  for (const durationMs of [undefined, 120_000]) {
    assert.equal(duringOf(durationMs), ['relay-1 failing by shares', 'relay-1 healthy in between']);
  }
  assert.equal(duringOf(38_000), ['relay-1 failing by shares'], 'its one dark part is the last');
});

test('a provider is told one thing at a time, within the load, and phases without faults alone are measured', () => {
  for (const durationMs of [undefined, 38_000, 20_000]) {
    const plan = planned(durationMs);
    for (const provider of both) {
      let beforeMs = 0;
      for (const { atMs, endMs } of spansOf(plan.faults ?? [], provider)) {
        assert.ok(atMs >= beforeMs && endMs <= lengthOf(plan));
        assert.ok(plan.phases.some(({ fromMs, toMs, measured }) => !measured && fromMs === atMs && toMs === endMs));
        beforeMs = endMs;
      }
    }
    assert.ok(plan.phases.filter(({ measured }) => measured).length >= 2);
  }
});

function spansOf(faults: readonly PlannedFault[], provider: ProviderName) {
  return faults.flatMap((fault) =>
    fault.fault === 'provider-misbehaves' && fault.provider === provider
      ? [{ atMs: fault.atMs, endMs: fault.atMs + fault.durationMs }]
      : [],
  );
}

test('of a platform that calls one of them that one is broken, and of one that calls none nothing', () => {
  const { faults = [], skipped } = planned(undefined, ['messaging']);
  assert.ok(faults.every((fault) => !('provider' in fault) || fault.provider === 'messaging'));
  assert.is(skipped, undefined);
  const none = planned(undefined, []);
  assert.is(none.faults, undefined);
  assert.equal(
    none.skipped?.map(({ shape }) => shape),
    ['provider-misbehaves'],
  );
  assert.is(lengthOf(none), lengthOf(planned()));
});
