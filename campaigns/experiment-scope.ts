import type { Experiment } from '../chaos/experiment.ts';

/**
 * What experiments undertake to decide: how the platform bore it, and that nothing it had said became untrue. Whoever
 * asks again after a lost reply cannot know that the first request had an effect: `idempotency` convicts a platform
 * that does it twice here too, but only races can acquit it.
 */
export function experimentScope(experiments: readonly Experiment[]): readonly string[] {
  const faults = experiments.flatMap((experiment) => experiment.faults);
  const has = (fault: string): boolean => faults.some((one) => one.fault === fault);
  return [
    ...['recovery', 'fault-tolerance', 'accounting', 'session-guarantees', 'availability', 'business-metrics'],
    ...(faults.some((one) => one.fault === 'link-cut' && one.link === 'database') ? ['health-endpoints'] : []),
    ...(has('process-stopped') ? ['graceful-stop'] : []),
    ...(has('provider-misbehaves') ? outgoing : []),
  ];
}

/** A breaker that opens leaves too few calls that fail to tell how they are tried again: that is for storms. */
const outgoing: readonly string[] = ['circuit-breakers', 'correlation'];
