import { writeFile } from 'node:fs/promises';
import type { Plan } from '../core/plan.ts';
import type { ResourceSample } from '../core/resource-sample.ts';
import { findCapacity } from './find-capacity.ts';
import type { Ready, ReadyStep, RunContext } from './make-ready.ts';
import { measureStep, type StepMeasure } from './measure-step.ts';
import { nameBottleneck } from './name-bottleneck.ts';
import { runLoad } from './run-load.ts';

/** Carries out a plan and names the history that it wrote. */
export type PlanRunner = (plan: Plan) => Promise<{ readonly source: string }>;

/** Runs plans one after the other; plans.json always holds all that were begun, in order. */
export function planRunner(
  context: RunContext,
  ready: Ready,
  watcher: {
    readonly onProcess: (name: string, pid: number) => void;
    readonly onLoadStarted: () => void;
  },
): PlanRunner {
  const begun: Plan[] = [];
  return async (plan) => {
    // A scenario that is played again has a number behind its name, in the plan as in the history.
    const before = begun.filter(({ name }) => name.replace(/-\d+$/, '') === plan.name).length;
    const source = before === 0 ? plan.name : `${plan.name}-${before + 1}`;
    begun.push({ ...plan, name: source });
    const plans = { schemaVersion: 1, plans: begun };
    await writeFile(context.recorder.folder.plans, `${JSON.stringify(plans, null, 2)}\n`);
    await runLoad(context, ready, plan, source, {
      onProcess: (pid) => watcher.onProcess(`k6 ${source}`, pid),
      onLoadStarted: watcher.onLoadStarted,
    });
    return { source };
  };
}

/** A step is one plan, or a search for the highest rate that holds. */
export async function carryOutStep(context: RunContext, step: ReadyStep, carryOut: PlanRunner): Promise<void> {
  const { scenario, options } = step;
  if (scenario.search === undefined) {
    await carryOut(scenario.plan(options));
    return;
  }
  const { progress, recorder, clock, signal } = context;
  const capacity = await findCapacity<StepMeasure & { readonly bottleneck: string }>({
    ...scenario.search,
    signal,
    async measure(ratePerSecond) {
      const plan = scenario.plan({ ...options, ratePerSecond });
      const samples: ResourceSample[] = [];
      const untap = recorder.tapSamples((sample) => samples.push(sample));
      const { source } = await carryOut(plan);
      untap();
      const measured = await measureStep(recorder.folder.history(source), plan);
      const bottleneck = measured.held ? '' : nameBottleneck(samples);
      const said = measured.held ? 'holds' : `${measured.reason}; used up: ${bottleneck}`;
      progress.note(`${ratePerSecond.toFixed(1)} journeys/s: ${said}`);
      return { ...measured, bottleneck };
    },
  });
  const { holdsPerSecond, failsPerSecond, steps } = capacity;
  // Half a search has no result.
  if (signal.aborted) return;
  recorder.event({
    ...{ event: 'capacity-found', atMs: clock.now(), holdsPerSecond, failsPerSecond },
    requestsPerSecond:
      steps.filter(({ ratePerSecond }) => ratePerSecond === holdsPerSecond).at(-1)?.outcome.requestsPerSecond ?? 0,
    steps: steps.map(({ ratePerSecond, outcome }) => ({ ratePerSecond, ...outcome })),
  });
  progress.note(
    `capacity: ${holdsPerSecond.toFixed(1)} journeys/s hold, ${failsPerSecond?.toFixed(1) ?? 'more'} do not`,
  );
}
