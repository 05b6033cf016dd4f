import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { alerts } from '../../campaigns/alerts.ts';
import { chaos } from '../../campaigns/chaos.ts';
import { findCampaign } from '../../campaigns/find-campaign.ts';
import { experimentScenario } from '../../chaos/experiment-scenario.ts';
import { cacheCut } from '../../chaos/experiments/cache-cut.ts';
import { clockJump } from '../../chaos/experiments/clock-jump.ts';
import { clockJumpInAutumn } from '../../chaos/experiments/clock-jump-in-autumn.ts';
import { clockJumpInSpring } from '../../chaos/experiments/clock-jump-in-spring.ts';
import { filesUsedUp } from '../../chaos/experiments/files-used-up.ts';
import { overload } from '../../chaos/experiments/overload.ts';
import { arrivalCount, arrivalMs, type Plan } from '../../core/plan.ts';
import { checklist } from '../../criteria/checklist.ts';
import type { PlanOptions, Scenario } from '../../scenarios/scenario.ts';
import { suite } from '../door.ts';

const test = suite('experiments');

const options: PlanOptions = {
  users: 1_000,
  journeyMs: { 'voice-call': 51_000, 'web-booking': 44_000, 'staff-day': 42_000 },
};
/** Those of the campaigns, each once, and those that ask for a platform of their own, or of this machine. */
const steps = [...chaos.steps, ...alerts.steps].filter(
  ({ scenario }) => scenario.plan(options).experiment !== undefined,
);
const experiments = [
  ...new Map(steps.map(({ scenario }) => [scenario.name, { scenario }])).values(),
  ...[overload, cacheCut, filesUsedUp, clockJump, clockJumpInSpring, clockJumpInAutumn].map((experiment) => ({
    scenario: experimentScenario(experiment),
  })),
];
const planOf = (scenario: Scenario) => scenario.plan(options);

test('every file is one, found by its name, and part of a campaign where the platform is the usual one', async () => {
  const files = await readdir(resolve(import.meta.dirname, '../../chaos/experiments'));
  const names = files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
  assert.equal(experiments.map(({ scenario }) => scenario.name).sort(), names.sort());
  for (const name of names) {
    const { steps: found } = await findCampaign(name);
    assert.equal(
      found.map(({ scenario }) => scenario.name),
      [name],
    );
  }
});

test('its phases follow one another, its faults are over by the end of theirs, and it feeds nothing', () => {
  for (const { scenario } of experiments) {
    const plan = planOf(scenario);
    const [steady, fault, recovery] = plan.phases;
    assert.equal([steady?.name, fault?.name, recovery?.name], ['steady', 'fault', 'recovery']);
    assert.is(steady?.toMs, fault?.fromMs);
    assert.is(fault?.toMs, recovery?.fromMs);
    assert.equal(plan.feeds, []);
    for (const { atMs, durationMs, isThroughout } of plan.faults ?? []) {
      if (isThroughout === true) continue;
      assert.ok(atMs >= (fault?.fromMs ?? 0) && atMs + durationMs <= (fault?.toMs ?? 0), plan.name);
    }
    assert.match(plan.experiment?.hypothesis ?? '', /^When .*\.$/);
  }
});

test('a plan that is asked to be shorter keeps its faults as long as they are', () => {
  for (const { scenario } of experiments) {
    const [long, short] = [planOf(scenario), scenario.plan({ ...options, durationMs: 40_000 })];
    // What is broken for longer than that is watched until it is healed.
    assert.is(short.phases.at(-1)?.toMs, Math.max(40_000, short.phases[1]?.toMs ?? 0));
    const lengthsOf = ({ faults = [] }: Plan) =>
      faults.flatMap(({ durationMs, isThroughout }) => (isThroughout === true ? [] : [durationMs]));
    assert.equal(lengthsOf(short), lengthsOf(long));
  }
});

test('where replies are lost, nobody but the users asks again', () => {
  for (const { scenario } of experiments) {
    assert.is(planOf(scenario).isReconnecting === true, ['replies-lost', 'files-used-up'].includes(scenario.name));
  }
});

test('too much is asked in the fault phase, and the platform is throttled from beginning to end', () => {
  const { scenario } = experiments.find((one) => one.scenario.name === 'overload') as (typeof experiments)[number];
  const plan = planOf(scenario);
  const [steady, fault, recovery] = plan.phases;
  const dueIn = (phase: typeof fault): number =>
    plan.arrivals.reduce((sum, arrivals) => {
      const due = Array.from({ length: arrivalCount(arrivals) }, (_, n) => arrivalMs(arrivals, n) ?? 0);
      return sum + due.filter((atMs) => atMs >= (phase?.fromMs ?? 0) && atMs < (phase?.toMs ?? 0)).length;
    }, 0);
  const perSecond = (phase: typeof fault) => (1_000 * dueIn(phase)) / ((phase?.toMs ?? 0) - (phase?.fromMs ?? 0));
  assert.ok(perSecond(fault) > 22 * perSecond(steady) && perSecond(fault) < 26 * perSecond(steady));
  assert.ok(Math.abs(perSecond(recovery) - perSecond(steady)) < 0.4);
  assert.is(plan.experiment?.overload, 24);
  const [throttle] = plan.faults ?? [];
  assert.equal([throttle?.fault, throttle?.isThroughout, throttle?.atMs], ['link-slow', true, 0]);
  assert.ok((throttle?.durationMs ?? 0) > (recovery?.toMs ?? 0));
  assert.equal(scenario.needs, { links: ['database'], poolMax: 4 });
});

test('what it breaks of links is asked for', () => {
  const needs = Object.fromEntries(experiments.map(({ scenario }) => [scenario.name, scenario.needs?.links]));
  assert.equal(needs['replies-lost'], ['users']);
  assert.equal(needs['requests-doubled'], ['users']);
  assert.equal(needs['database-cut'], ['database']);
  assert.equal(needs['api-process-killed'], []);
});

test('a clock that is to jump is the platform’s own, and nobody else pays for it', () => {
  for (const { scenario } of experiments)
    assert.is(scenario.needs?.ownClock === true, scenario.name.startsWith('clock-jump'), scenario.name);
});

test('what it undertakes to decide are lines of the checklist', () => {
  const ids = checklist.map(({ id }) => id);
  for (const id of chaos.scope) assert.ok(ids.includes(id), id);
});
