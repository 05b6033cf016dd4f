import type { Experiment } from '../chaos/experiment.ts';
import { experimentScenario } from '../chaos/experiment-scenario.ts';
import { camelCase } from '../core/camel-case.ts';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { laws } from '../criteria/checklist/laws.ts';
import { outgoingLaws } from '../criteria/checklist/outgoing-laws.ts';
import { webhookLaws } from '../criteria/checklist/webhook-laws.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Campaign } from './campaign.ts';
import { experimentScope } from './experiment-scope.ts';
import { rehearsal } from './rehearsal.ts';

/** A campaign by its name, or a scenario's or an experiment's, which makes a campaign of its own. */
export async function findCampaign(name: string): Promise<Campaign> {
  const campaign = await exportOf<Campaign>(`./${name}.ts`, name, (found) => 'steps' in found);
  if (campaign !== undefined) return campaign;
  const experiment = await exportOf<Experiment>(`../chaos/experiments/${name}.ts`, name, (found) => 'faults' in found);
  if (experiment !== undefined) {
    const scenario = experimentScenario(experiment);
    const scope = experimentScope([experiment]);
    return { ...rehearsal, name, summary: experiment.hypothesis, scope, steps: [{ scenario }] };
  }
  const scenario = await exportOf<Scenario>(`../scenarios/${name}.plan.ts`, name, (found) => 'plan' in found);
  if (scenario === undefined) {
    throw new Failure(`There is no campaign, scenario or experiment "${name}".`, {
      exitCode: exitCode.badUsage,
      hint: 'See `npx ansturm list`.',
    });
  }
  const length = { 'voice-call': 1, 'web-booking': 1, 'staff-day': 1 };
  const plan = scenario.plan({ users: 1, journeyMs: length, providers: ['calendar', 'messaging'] });
  const { feeds, faults = [], arrivals } = plan;
  return {
    ...rehearsal,
    name,
    summary: scenario.summary,
    // A few minutes can never carry 99.9 %, and half a minute of bursts no percentile; a campaign that is long enough
    // has them in its own scope.
    scope: [
      ...feeds.filter((id) => id !== 'uptime' && id !== 'memory' && id !== 'webhook-timeouts'),
      ...(scenario.decides ?? []),
      ...lawsOf(scenario, arrivals.length > 0),
      ...(faults.some(({ fault }) => fault === 'provider-misbehaves') ? outgoing : []),
    ],
    steps: [{ scenario }],
  };
}

/** What is owed to and by services that a platform calls, seen when they fail. */
const outgoing: readonly string[] = [...outgoingLaws.map(({ id }) => id), 'circuit-breakers', 'exactly-once'];

/**
 * Ordinary users seldom get in each other's way: only races reach what every law is about, and storms the rest. Where
 * nobody but events books, no booking is ever acknowledged.
 */
function lawsOf({ races, storm }: Scenario, hasUsers: boolean): readonly string[] {
  const reached = [
    ...(races !== undefined ? laws : hasUsers ? laws.filter(({ id }) => id === 'accounting') : []),
    ...(storm === undefined ? [] : webhookLaws),
  ];
  return reached.map(({ id }) => id);
}

async function exportOf<Found>(file: string, name: string, is: (found: object) => boolean): Promise<Found | undefined> {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return undefined;
  try {
    const found: unknown = (await import(file))[camelCase(name)];
    return typeof found === 'object' && found !== null && is(found) ? (found as Found) : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
