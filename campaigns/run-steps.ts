import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../core/plan.ts';
import type { ProviderName } from '../core/provider.ts';
import type { ResourceSample } from '../core/resource-sample.ts';
import { type CapacityFound, capacityInWords } from '../criteria/capacity-in-words.ts';
import { inWords } from '../criteria/judgement.ts';
import { openClient } from '../drivers/node/client.ts';
import type { RateSearch } from '../scenarios/scenario.ts';
import type { Delivery } from '../scenarios/storm/deliveries.ts';
import { awaitGivenUp } from './await-given-up.ts';
import { capPlan } from './cap-plan.ts';
import { findCapacity } from './find-capacity.ts';
import { leaseFaults } from './lease-faults.ts';
import type { Ready, ReadyStep, RunContext } from './make-ready.ts';
import { measureStep, type StepMeasure } from './measure-step.ts';
import { type Bottleneck, nameBottleneck } from './name-bottleneck.ts';
import type { OutgoingCalls } from './outgoing-calls.ts';
import { plannedRaces } from './planned-races.ts';
import { plannedStorm } from './planned-storm.ts';
import { restoreBackup, takeBackups } from './restore-backup.ts';
import { runLoad } from './run-load.ts';

/** Carries out a plan, with the deliveries of its storm if it has one, and names the history that it wrote. */
export type PlanRunner = (plan: Plan, deliveries?: readonly Delivery[]) => Promise<{ readonly source: string }>;

const askingMs = 10_000;

/** Runs plans one after the other; plans.json always holds all that were begun, in order. */
export function planRunner(
  context: RunContext,
  ready: Ready,
  calls: OutgoingCalls,
  onProcess: (name: string, pid: number) => void,
): PlanRunner {
  const begun: Plan[] = [];
  return async (wanted, deliveries) => {
    const { requestsPerSecondMax } = ready.lab;
    const plan = requestsPerSecondMax === undefined ? wanted : capPlan(wanted, requestsPerSecondMax);
    // A scenario that is played again has a number behind its name, in the plan as in the history.
    const before = begun.filter(({ name }) => name.replace(/-\d+$/, '') === plan.name).length;
    const source = before === 0 ? plan.name : `${plan.name}-${before + 1}`;
    begun.push({ ...plan, name: source });
    const plans = { schemaVersion: 1, plans: begun };
    await writeFile(context.recorder.folder.plans, `${JSON.stringify(plans, null, 2)}\n`);
    await untilItsTime(context, ready, plan);
    const watched = await calls.watch(plan);
    const faults = leaseFaults(context, ready, plan);
    const backups = takeBackups(context, ready, plan);
    let isBackedUp = false;
    try {
      await runLoad(context, ready, plan, source, (pid) => onProcess(`k6 ${source}`, pid), deliveries);
    } finally {
      await faults;
      isBackedUp = await backups;
      await giveUp(context, ready, plan);
      await watched.stop();
    }
    if (isBackedUp) await restoreBackup(context, ready);
    return { source };
  };
}

/** Where the platform's clock is to say so when its load begins; nobody waits for a clock that is not there. */
async function untilItsTime({ clock, signal, progress }: RunContext, { lab }: Ready, plan: Plan): Promise<void> {
  if (plan.beginsAtMs === undefined || lab.clock === undefined) return;
  const waitMs = plan.beginsAtMs - clock.now();
  if (waitMs <= 0) return;
  progress.step(`waiting ${Math.ceil(waitMs / 1_000)} s for the night's hour`);
  await sleep(waitMs, undefined, { signal }).catch(() => undefined);
}

/** Whoever met with silence is given the time in which callers have to give up: longer than silences last. */
async function giveUp({ clock, signal, progress }: RunContext, { lab }: Ready, { faults = [] }: Plan): Promise<void> {
  const isSilent = faults.some((one) => one.fault === 'provider-misbehaves' && (one.conduct.shares.silent ?? 0) > 0);
  if (!isSilent) return;
  const open = await awaitGivenUp(lab.providers ?? [], { clock: clock.now, signal });
  if (open === undefined) progress.note('nobody knows how many calls to providers are still open');
  else if (open > 0) progress.note(`${open} calls to providers that were silent are still open`);
}

/** A step is one plan, or a search for the highest rate that holds. */
export async function carryOutStep(
  context: RunContext,
  ready: Ready,
  step: ReadyStep,
  carryOut: PlanRunner,
): Promise<void> {
  const { scenario, options } = step;
  if (scenario.search === undefined) {
    const { recorder, seed, clock } = context;
    const client = openClient({
      ...{ target: ready.target, baseUrls: ready.lab.baseUrls, secrets: ready.lab.secrets, runId: ready.runId },
      ...{ clock: clock.now, zones: ready.zones, name: 'planner', timeoutMs: askingMs },
      reach: ready.lab.reach,
    });
    const needsGround = scenario.races !== undefined || scenario.storm !== undefined;
    // Offering by offering, week by week: that takes a while, and looks like standing still.
    if (ready.target.catalogue !== undefined && needsGround) context.progress.step('looking for free places');
    const { note } = context.progress;
    const wanted = { ...ready, seed, client, note, initialState: recorder.folder.initialState };
    const races = await plannedRaces(scenario, wanted);
    const { requestsPerSecondMax } = ready.lab;
    const stormy = { ...wanted, options, plansFile: recorder.folder.plans, requestsPerSecondMax };
    const storm = await plannedStorm(scenario, stormy);
    const planned = {
      ...(races === undefined ? {} : { races }),
      ...(storm === undefined ? {} : { storm: storm.plan }),
      providers: providersOf(ready),
      breakable: { limits: ready.lab.limits !== undefined, clock: ready.lab.clock !== undefined },
    };
    await carryOut(breakingOnly(context.faults, scenario.plan({ ...options, ...planned })), storm?.deliveries);
    return;
  }
  if (ready.lab.requestsPerSecondMax !== undefined) {
    context.progress.note(`${scenario.name} is not played: where the rate is capped, no capacity can be found`);
    return;
  }
  await searchCapacity(context, step, scenario.search, carryOut);
}

/** Each keeps its time: what is left out was the part of nobody else. */
function breakingOnly(numbers: readonly number[] | undefined, plan: Plan): Plan {
  if (numbers === undefined || plan.faults === undefined) return plan;
  return { ...plan, faults: plan.faults.filter((_, index) => numbers.includes(index + 1)) };
}

/** Those that are ours, and that the target says that it calls. */
function providersOf({ lab, target }: Ready): readonly ProviderName[] {
  const ours = (lab.providers ?? []).map(({ name }) => name);
  return (target.offers.calls ?? []).filter((name) => ours.includes(name));
}

type SearchStep = StepMeasure & Partial<Bottleneck> & { readonly bottleneck: string };

async function searchCapacity(
  context: RunContext,
  { scenario, options }: ReadyStep,
  search: RateSearch,
  carryOut: PlanRunner,
): Promise<void> {
  const { progress, recorder, clock, signal } = context;
  const fromMs = clock.now();
  const capacity = await findCapacity<SearchStep>({
    ...search,
    signal,
    async measure(ratePerSecond) {
      const plan = scenario.plan({ ...options, ratePerSecond });
      const samples: ResourceSample[] = [];
      const untap = recorder.tapSamples((sample) => samples.push(sample));
      const { source } = await carryOut(plan);
      untap();
      const measured = await measureStep(recorder.folder.history(source), plan);
      const named: SearchStep = measured.held
        ? { ...measured, bottleneck: '' }
        : { ...measured, ...nameBottleneck(samples) };
      const said = measured.held ? 'holds' : `${measured.reason}; used up: ${named.bottleneck}`;
      progress.note(`${inWords(ratePerSecond, 1)} journeys/s: ${said}`);
      return named;
    },
  });
  const { steps, ...found } = capacity;
  // Half a search has no result.
  if (signal.aborted) return;
  const event: CapacityFound = {
    ...{ event: 'capacity-found', atMs: clock.now(), fromMs, ...found },
    requestsPerSecond:
      steps.findLast(({ ratePerSecond }) => ratePerSecond === found.holdsPerSecond)?.outcome.requestsPerSecond ?? 0,
    steps: steps.map(({ outcome, ...at }) => ({ ...at, ...outcome })),
  };
  recorder.event(event);
  for (const sentence of capacityInWords(event)) progress.note(sentence);
}
