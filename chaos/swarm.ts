import type { PlannedFault } from '../core/plan.ts';
import { type Random, random } from '../core/random.ts';
import type { Experiment } from './experiment.ts';

/** The fault phase is never shorter: what takes a while to come back is met by the next fault before it has. */
export const swarmMsMin = 60_000;
const familiesMin = 3;
/** Time behind the last fault, for it to be healed within the phase. */
const tailMs = 5_000;

/** Without its time. */
type Blow = PlannedFault extends infer Each
  ? Each extends PlannedFault
    ? Omit<Each, 'atMs' | 'durationMs'>
    : never
  : never;

interface Family {
  readonly name: string;
  draw(random: Random): Blow;
  /** ms: long enough for others to see it. */
  readonly lasts: readonly [number, number];
}

const apis = ['api-1', 'api-2'];
const behind = ['relay-1', 'worker-1'];

const families: readonly Family[] = [
  {
    name: 'processes',
    lasts: [3_000, 8_000],
    draw: (draw) => ({
      fault: draw.pick(['process-killed', 'process-stopped']),
      process: draw.pick([...apis, ...behind]),
    }),
  },
  { name: 'pauses', lasts: [4_000, 8_000], draw: (draw) => ({ fault: 'process-paused', process: draw.pick(apis) }) },
  { name: 'database', lasts: [1_000, 4_000], draw: () => ({ fault: 'database-killed' }) },
  {
    name: 'links',
    lasts: [3_000, 8_000],
    draw: (draw) =>
      draw.chance(0.5)
        ? { fault: 'link-cut', link: 'database' }
        : { fault: 'link-slow', link: 'database', latencyMs: 40 + draw.integer(60), jitterMs: 10 },
  },
  {
    name: 'replies',
    lasts: [4_000, 10_000],
    draw: (draw) => ({ fault: 'replies-lost', share: draw.between(0.2, 0.6) }),
  },
  {
    name: 'providers',
    lasts: [6_000, 12_000],
    draw: (draw) => ({
      ...{ fault: 'provider-misbehaves', provider: draw.pick(['calendar', 'messaging'] as const) },
      conduct: { shares: { failing: draw.between(0.5, 1) }, slowMs: [300, 2_500], retryAfterSeconds: 2 },
    }),
  },
];

/**
 * Faults of at least three families: which, in what order, when and for how long follows from the seed alone, so that
 * a conviction is met again by `--seed`. One may begin a little before the other is healed.
 * @throws RangeError below a minute
 */
export function swarm(seed: number, faultMs = swarmMsMin): Experiment {
  if (faultMs < swarmMsMin) throw new RangeError(`a swarm lasts at least ${swarmMsMin} ms, not ${faultMs}`);
  const draw = random(seed).fork('swarm');
  const faults: PlannedFault[] = [];
  let atMs = 0;
  for (const family of orderOf(draw, faultMs)) {
    const durationMs = Math.round(draw.between(...family.lasts));
    if (atMs + durationMs > faultMs - tailMs) break;
    faults.push({ ...family.draw(draw), atMs, durationMs });
    atMs = Math.max(0, Math.round(atMs + durationMs + draw.between(-1_000, 3_000)));
  }
  return {
    name: 'swarm',
    hypothesis: 'When parts break in any order, one upon the other, what was said stays true, and all comes back.',
    ...{ faults, faultMs, allows: { errorPercent: 100 } },
  };
}

/** Three families to begin with, so that no seed has fewer; then any of them as long as there is time. */
function orderOf(draw: Random, faultMs: number): readonly Family[] {
  const left = [...families];
  const first = Array.from({ length: familiesMin }, () => left.splice(draw.integer(left.length), 1)[0] as Family);
  const more = Array.from({ length: Math.ceil(faultMs / 1_000) }, () => draw.pick(families));
  return [...first, ...more];
}
