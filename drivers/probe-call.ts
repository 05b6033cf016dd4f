import type { HttpCall, Target } from '../targets/target.ts';

/** The adapter's cheap request; undefined when it has none, or one that takes several. */
export function probeCall(target: Target): HttpCall | undefined {
  if (!target.offers.verbs.includes('probe')) return undefined;
  const first = target.perform({ verb: 'probe' }, { user: 'warm-up', notes: new Map() }).next();
  return first.done || 'step' in first.value ? undefined : first.value;
}
