import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arrivalCount } from '../core/plan.ts';
import type { RunRecord } from '../core/run.ts';
import type { World, Zone } from '../core/world.ts';
import type { Bounds } from '../criteria/bounds.ts';
import type { Environment, Lab, StartOptions } from '../environments/environment.ts';
import type { JourneyName, PlanOptions, Scenario } from '../scenarios/scenario.ts';
import type { Target } from '../targets/target.ts';
import { worldOf } from '../targets/world-of.ts';
import { findTool } from '../tools/find-tool.ts';
import type { Campaign } from './campaign.ts';
import { clockAhead } from './clock-ahead.ts';
import type { ConductOptions } from './conduct.ts';
import { fixturesFor } from './fixtures-for.ts';
import { type Demand, journeyLengths, readDemand } from './journey-lengths.ts';
import { loadTarget, targetFileOf, zonesOf } from './load-target.ts';
import { machineRecord } from './machine-record.ts';
import { offeredDemand } from './offered-demand.ts';
import type { Brakes } from './open-brakes.ts';
import type { Recorder } from './recorder.ts';
import type { RunClock } from './run-clock.ts';

export interface RunContext extends ConductOptions {
  readonly campaign: Campaign;
  readonly clock: RunClock;
  readonly recorder: Recorder;
  readonly bounds: Bounds;
  readonly brakes: Brakes;
  /** Names of faults that could not be healed. */
  readonly stuck: string[];
}

/** All that a load needs, started and filled. */
export interface Ready {
  readonly lab: Lab;
  readonly k6: string;
  readonly target: Target;
  readonly targetFile: string;
  readonly demand: Demand;
  readonly demandFile: string;
  /** Where the fixtures lie. */
  readonly fixturesFolder: string;
  /** What the target's catalogue tells of, where it has one; else that of the fixtures. */
  readonly world: World;
  /** The clocks that the target's catalogue asks for. */
  readonly zones: readonly Zone[];
  readonly steps: readonly ReadyStep[];
  readonly anchorDay: string;
  /** 8 hex digits, of this run alone. */
  readonly runId: string;
}

/** A scenario with all that its plans are made from. */
export interface ReadyStep {
  readonly scenario: Scenario;
  readonly options: PlanOptions;
}

/** Finds the tools, makes the fixtures and starts the target; what does not need one another goes side by side. */
export async function makeReady(context: RunContext): Promise<Ready> {
  const { progress, signal, campaign, recorder } = context;
  progress.step('making ready');
  const note = (text: string): void => progress.note(text);
  const targetFile = targetFileOf(context.target);
  const [target, environment] = await Promise.all([loadTarget(targetFile), loadEnvironment(context.environment)]);
  const clockAheadMs = clockAhead(campaign, environment, context.clock.originMs);
  const anchorDay = new Date(context.clock.originMs + clockAheadMs).toISOString().slice(0, 10);
  const [k6, fixturesFolder] = await allOrFirstFailure([
    findTool('k6', { progress, signal }),
    fixturesFor({
      ...{
        seed: context.seed,
        anchorDay,
        ...(context.world ?? campaign.world),
        journeys: rowsFor(campaign, context),
        signal,
      },
      phones: context.environment === 'external' ? 'reserved' : undefined,
    }),
    environment.prepare({ note, signal }),
  ] as const);
  const zones = zonesOf(target, anchorDay);
  const [fixtureDemand, world] = await Promise.all([
    readDemand(join(fixturesFolder, 'demand.json')),
    target.catalogue === undefined
      ? readFile(join(fixturesFolder, 'world.json'), 'utf8').then((text) => JSON.parse(text) as World)
      : worldOf(target.catalogue, { seed: context.seed, anchorDay, zones }),
  ]);
  const { demand, demandFile } = await demandFor(context, target, { demand: fixtureDemand, fixturesFolder, anchorDay });
  const steps = stepsFor(campaign, context, journeyLengths(demand));
  const record = await machineRecord(k6);
  progress.step(context.environment === 'external' ? 'looking for the platform' : 'starting the platform');
  const lab = await environment.start({
    ...{ fixturesFolder, signal, note, defects: context.defects, baseUrls: context.baseUrls },
    ...{ hosts: context.hosts, caFile: context.caFile, rateCap: context.rateCap, prometheus: context.prometheus },
    restartCommand: context.restartCommand,
    ...{ runFolder: recorder.folder.path, seed: context.seed, originMs: context.clock.originMs },
    ...fewestConnections(campaign),
    ownClock: campaign.steps.some(({ scenario }) => scenario.needs?.ownClock === true),
    replica: campaign.steps.some(({ scenario }) => scenario.needs?.replica === true),
    clockAheadMs,
    ...linksOf(campaign),
  });
  await writeDocuments(context, { lab, world, anchorDay, target, record, clockAheadMs }).catch(
    async (error: unknown) => {
      await lab.stop();
      throw error;
    },
  );
  return {
    ...{ lab, k6, target, targetFile, demand, demandFile, steps, anchorDay, fixturesFolder, world, zones },
    runId: randomBytes(4).toString('hex'),
  };
}

/** The fixtures' own, and for a platform that its owner filled the same people with other wishes, in the run folder. */
async function demandFor(
  { seed, recorder }: RunContext,
  { catalogue }: Target,
  made: { readonly demand: Demand; readonly fixturesFolder: string; readonly anchorDay: string },
): Promise<Pick<Ready, 'demand' | 'demandFile'>> {
  const { demand: ours, fixturesFolder, anchorDay } = made;
  const demandFile = join(fixturesFolder, 'demand.json');
  if (catalogue === undefined || catalogue.offerings.length === 0) return { demand: ours, demandFile };
  const demand = offeredDemand(ours, catalogue, { seed, anchorDay });
  const offeredFile = join(recorder.folder.path, 'demand.json');
  await writeFile(offeredFile, JSON.stringify(demand));
  return { demand, demandFile: offeredFile };
}

interface Documents {
  readonly lab: Lab;
  readonly world: World;
  readonly anchorDay: string;
  readonly target: Target;
  readonly record: Awaited<ReturnType<typeof machineRecord>>;
  readonly clockAheadMs: number;
}

/** run.json and world.json: what the run can be judged and repeated by. */
async function writeDocuments(context: RunContext, documents: Documents): Promise<void> {
  const { campaign, recorder } = context;
  const { lab, world, anchorDay, target, record, clockAheadMs } = documents;
  const run: RunRecord = {
    schemaVersion: 1,
    campaign: campaign.name,
    ...{ seed: context.seed, anchorDay, target: target.name, targetVersion: 'not told', offers: { ...target.offers } },
    ...{ environment: context.environment, baseUrls: lab.baseUrls, defects: context.defects },
    isShared: context.environment === 'external' && context.isExclusive !== true,
    users: context.users ?? campaign.users,
    startedAt: new Date(context.clock.originMs + clockAheadMs).toISOString(),
    ...(clockAheadMs === 0 ? {} : { clockAheadMs }),
    ...record,
    commandLine: context.commandLine,
  };
  await Promise.all([
    writeFile(recorder.folder.world, JSON.stringify(world)),
    writeFile(recorder.folder.run, `${JSON.stringify(run, null, 2)}\n`),
  ]);
}

/** Those that may be broken; left out where no load breaks anything of the platform's surroundings. */
function linksOf({ steps }: Campaign): Pick<StartOptions, 'links'> {
  const needs = steps.flatMap(({ scenario }) => scenario.needs ?? []);
  return needs.length === 0 ? {} : { links: [...new Set(needs.flatMap(({ links = [] }) => links))] };
}

/** What the most modest of its loads needs. */
function fewestConnections({ steps }: Campaign): Pick<StartOptions, 'poolMax'> {
  const needed = steps.flatMap(({ scenario }) => scenario.needs?.poolMax ?? []);
  return needed.length === 0 ? {} : { poolMax: Math.min(...needed) };
}

/** Waits for all of them even when one fails, so that nothing goes on behind an error; then throws the first. */
async function allOrFirstFailure<Results extends readonly unknown[]>(
  works: {
    readonly [Index in keyof Results]: Promise<Results[Index]>;
  },
): Promise<Results> {
  await Promise.allSettled(works);
  return (await Promise.all(works)) as unknown as Results;
}

function stepsFor(
  campaign: Campaign,
  { users, durationMs, seed }: ConductOptions,
  journeyMs: Record<JourneyName, number>,
): ReadyStep[] {
  return campaign.steps.map((step) => {
    const length = durationMs ?? step.durationMs;
    const chosen = { users: users ?? campaign.users, journeyMs, seed };
    return { scenario: step.scenario, options: length === undefined ? chosen : { ...chosen, durationMs: length } };
  });
}

/** What journeys take on average in the fixtures; only the number of demand rows is sized by it. */
const usualMs: Record<JourneyName, number> = { 'voice-call': 45_000, 'web-booking': 36_000, 'staff-day': 33_000 };

/** As many rows as the plans have arrivals, and some more. */
function rowsFor(campaign: Campaign, context: ConductOptions): Record<JourneyName, number> {
  const rows = { 'voice-call': 10, 'web-booking': 10, 'staff-day': 10 };
  for (const { scenario, options } of stepsFor(campaign, context, usualMs)) {
    // A search takes its rows from those of its highest rate, at another place in each step.
    const most = scenario.search === undefined ? options : { ...options, ratePerSecond: scenario.search.mostPerSecond };
    for (const each of scenario.plan(most).arrivals) {
      rows[each.journey as JourneyName] += Math.ceil(arrivalCount(each) * 1.2);
    }
  }
  return rows;
}

async function loadEnvironment(name: string): Promise<Environment> {
  const module = (await import(`../environments/${name}.ts`)) as Record<string, Environment | undefined>;
  const environment = module[name];
  if (environment === undefined) throw new Error(`environments/${name}.ts exports no ${name}`);
  return environment;
}
