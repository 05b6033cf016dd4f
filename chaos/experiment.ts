import type { PlannedExperiment } from '../core/experiment.ts';
import type { LinkName, PlannedFault } from '../core/plan.ts';

/** A hypothesis, and what is broken to hold it against: a file of experiments/. */
export interface Experiment extends PlannedExperiment {
  readonly name: string;
  /** Their times are ms since the fault phase began, by when the platform was seen to be steady. */
  readonly faults: readonly PlannedFault[];
  /** How long the fault phase lasts: until the last of the faults is healed, and no longer. */
  readonly faultMs: number;
  /** Demand before and afterwards, as a part of the usual one; default 1. */
  readonly demand?: number;
  /** What keeps the platform from taking more than a part of what can be asked, from beginning to end. */
  readonly throttle?: Throttle;
  /** By the platform's clock those of Germany change, in ms after the fault phase began. */
  readonly clockChange?: { readonly direction: 'forward' | 'back'; readonly afterMs: number };
}

export interface Throttle {
  readonly link: LinkName;
  /** Of each answer that comes over the link. */
  readonly latencyMs: number;
  /** Connections that each of the platform's processes has to its database. */
  readonly poolMax: number;
}
