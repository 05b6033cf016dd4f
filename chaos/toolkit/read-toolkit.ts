import type { PlannedFault } from '../../core/plan.ts';
import type { Experiment } from '../experiment.ts';
import { type Blow, blowOf, partOf } from './toolkit-actions.ts';
import type { ToolkitActivity, ToolkitExperiment } from './toolkit-experiment.ts';

export interface Read {
  /** Undefined where nothing that it breaks is anything that we can break. */
  readonly experiment: Experiment | undefined;
  /** What was left out or made up, in words. */
  readonly left: readonly string[];
}

/** What nobody heals, and nobody waits for, lasts so long. */
const usualMs = 10_000;
/** Behind the last healing, as our own experiments have it. */
const tailMs = 1_000;

/** An experiment of Chaos Toolkit as one of ours. What is broken is healed by us, whatever its rollbacks say. */
export function readToolkit(document: ToolkitExperiment): Read {
  const left: string[] = [];
  const faults = faultsOf(document.method, left);
  const hypothesis = document['steady-state-hypothesis']?.title ?? document.description;
  const probes = document['steady-state-hypothesis']?.probes?.length ?? 0;
  if (probes > 0) left.push(`${probes} probes of the steady state: ours is what users saw before`);
  left.push(...(document.rollbacks ?? []).flatMap((activity) => unknownHealing(activity)));
  if (faults.length === 0) return { experiment: undefined, left };
  left.push('what may fail meanwhile: everything may, until `allows` says less');
  const endMs = Math.max(...faults.map(({ atMs, durationMs }) => atMs + durationMs));
  return {
    experiment: {
      ...{ name: nameOf(document.title), hypothesis: oneLine(hypothesis), faults },
      ...{ faultMs: endMs + tailMs, allows: { errorPercent: 100 } },
    },
    left,
  };
}

interface Open {
  readonly blow: Blow;
  readonly atMs: number;
}

/** By the pauses of the method; what an action itself takes is not known. */
function faultsOf(method: readonly ToolkitActivity[], left: string[]): readonly PlannedFault[] {
  const faults: PlannedFault[] = [];
  const open: Open[] = [];
  let atMs = 0;
  const close = (one: Open, toMs: number): void => {
    const durationMs = toMs > one.atMs ? toMs - one.atMs : usualMs;
    if (toMs <= one.atMs) left.push(`how long ${one.blow.fault} is to last: ${usualMs / 1_000} s`);
    faults.push({ ...one.blow, atMs: one.atMs, durationMs } as PlannedFault);
  };
  for (const activity of method) {
    atMs += Math.round(1_000 * (activity.pauses?.before ?? 0));
    const did = activity.type === 'action' ? blowOf(activity) : undefined;
    if (did === undefined) left.push(unknown(activity));
    else if ('breaks' in did) open.push({ blow: did.breaks, atMs });
    else for (const one of taken(open, did.heals)) close(one, atMs);
    atMs += Math.round(1_000 * (activity.pauses?.after ?? 0));
  }
  for (const one of open) close(one, atMs);
  return faults.sort((a, b) => a.atMs - b.atMs);
}

/** Removes and answers those of one part. */
function taken(open: Open[], part: string): readonly Open[] {
  const found = open.filter(({ blow }) => partOf(blow) === part);
  for (const one of found) open.splice(open.indexOf(one), 1);
  return found;
}

function unknown({ ref, type, name = '' }: ToolkitActivity): string {
  if (ref !== undefined) return `"${oneLine(ref)}": what stands elsewhere is not looked up`;
  return type === 'probe'
    ? `the probe "${oneLine(name)}": we record what users see all the time`
    : `the action "${oneLine(name)}": we break nothing like it`;
}

function unknownHealing(activity: ToolkitActivity): readonly string[] {
  return blowOf(activity) === undefined ? [`of the rollbacks ${unknown(activity)}`] : [];
}

/** `Kill the API!` is `kill-the-api`. */
function nameOf(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = words.join('-').slice(0, 60).replace(/-$/, '');
  return /^[a-z]/.test(name) ? name : `experiment-${name}`.replace(/-$/, '');
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\p{C}+|\s+/gu, ' ')
    .trim()
    .slice(0, 300);
}
