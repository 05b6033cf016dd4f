import type { CapacityStep, Saturated, TimelineEvent } from '../core/run.ts';
import { inWords } from './judgement.ts';

export type CapacityFound = Extract<TimelineEvent, { readonly event: 'capacity-found' }>;

const nothingLeft: Readonly<Record<Saturated, string>> = {
  generator: 'the load generator itself had nothing left, so that the limit may be its own and not the platform’s',
  machine: 'the cores of the machine, which the platform shares with the load generator, had nothing left',
  'target-cpu': 'the API processes’ CPU had nothing left',
  database: 'the database’s CPU had nothing left',
  pool: 'the pool of database connections had nothing left',
  locks: 'requests waited for each other’s locks in the database',
  none: 'cores, pool and locks all had something left, so what ran short is not known',
  unseen: 'nobody watched the resources, so what ran short is not known',
};

/** What the steps at the lowest rate that does not hold ran short of: what most of them name. */
export function firstSaturated({ failsPerSecond, steps }: CapacityFound): CapacityStep | undefined {
  const failed = steps.filter((step) => !step.held && step.ratePerSecond === failsPerSecond);
  const named = (saturated: Saturated | undefined): number =>
    failed.filter((step) => step.saturated === saturated).length;
  return failed.toSorted((a, b) => named(b.saturated) - named(a.saturated))[0];
}

/** What a search found, in plain sentences: how much holds, how sure that is, what ran short, whether it recovered. */
export function capacityInWords(found: CapacityFound): readonly string[] {
  const { holdsPerSecond, failsPerSecond, requestsPerSecond, recovered } = found;
  const first = firstSaturated(found);
  const short =
    first === undefined || failsPerSecond === null
      ? []
      : [`At ${rate(failsPerSecond)} journeys a second ${nothingLeft[first.saturated ?? 'unseen']}${figures(first)}.`];
  if (holdsPerSecond === 0) return ['The criteria held at no rate, or not each time that it was tried.', ...short];
  const requests = `${inWords(requestsPerSecond)} requests`;
  return [
    `The platform holds ${rate(holdsPerSecond)} journeys a second, which are ${requests} a second${
      failsPerSecond === null ? ', the most that the search tries' : `, and not ${rate(failsPerSecond)}`
    }.`,
    ...intervalInWords(found),
    ...short,
    ...(recovered === true ? ['After the last overload it was itself again at half of that.'] : []),
    ...(recovered === false ? ['After the last overload it did not hold even half of that.'] : []),
  ];
}

function intervalInWords({ intervalPerSecond, failsPerSecond }: CapacityFound): readonly string[] {
  if (intervalPerSecond === undefined) return [];
  const [low, high] = intervalPerSecond;
  if (low === 0 && high === null) return ['Too few repeated steps carry an interval of the capacity.'];
  const from = low === 0 ? undefined : `at least ${rate(low)}`;
  const to = high === null ? undefined : `at most ${rate(high)}`;
  const open = high === null && failsPerSecond !== null ? '; an upper end would take more repeated steps' : '';
  const sides = [from, to].filter((side) => side !== undefined).join(' and ');
  return [`The rate at which every second step holds is ${sides}, each with 95 % confidence${open}.`];
}

function figures({ bottleneck }: CapacityStep): string {
  return bottleneck === '' ? '' : ` (${bottleneck})`;
}

function rate(perSecond: number): string {
  return inWords(perSecond, perSecond < 100 ? 1 : 0);
}
