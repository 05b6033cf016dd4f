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

/** What not every environment can break. */
export interface Breakable {
  /** Of processes. */
  readonly limits: boolean;
  /** One that the platform alone goes by. */
  readonly clock: boolean;
}

interface Kind {
  draw(random: Random): Blow;
  /** ms: long enough for others to see it. */
  readonly lasts: readonly [number, number];
}

interface Family {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly needs?: keyof Breakable;
}

const apis = ['api-1', 'api-2'];
const behind = ['relay-1', 'worker-1'];

/**
 * Only what others see: closing slowly, a stolen core, connections that nobody else may have, or memory that is short
 * change nothing under a load that a machine bears easily, and what nobody saw would make the whole of it void.
 */
const families: readonly Family[] = [
  {
    name: 'processes',
    kinds: [
      {
        lasts: [3_000, 8_000],
        draw: (draw) => ({
          fault: draw.pick(['process-killed', 'process-stopped']),
          process: draw.pick([...apis, ...behind]),
        }),
      },
    ],
  },
  {
    name: 'pauses',
    kinds: [{ lasts: [4_000, 8_000], draw: (draw) => ({ fault: 'process-paused', process: draw.pick(apis) }) }],
  },
  {
    name: 'database',
    kinds: [
      { lasts: [1_000, 4_000], draw: () => ({ fault: 'database-killed' }) },
      { lasts: [3_000, 6_000], draw: () => ({ fault: 'lock-held' }) },
    ],
  },
  {
    name: 'links',
    kinds: [
      { lasts: [3_000, 8_000], draw: () => ({ fault: 'link-cut', link: 'database' }) },
      {
        lasts: [3_000, 8_000],
        draw: (draw) => ({ fault: 'link-slow', link: 'database', latencyMs: 40 + draw.integer(60), jitterMs: 10 }),
      },
    ],
  },
  {
    name: 'replies',
    kinds: [
      {
        lasts: [4_000, 10_000],
        draw: (draw) => ({
          fault: draw.pick(['replies-lost', 'replies-replaced', 'requests-doubled']),
          share: draw.between(0.2, 0.6),
        }),
      },
      {
        lasts: [4_000, 10_000],
        draw: (draw) => ({
          ...{ fault: 'replies-late', share: draw.between(0.2, 0.6) },
          latencyMs: 1_000 + draw.integer(1_000),
        }),
      },
    ],
  },
  {
    name: 'providers',
    kinds: [
      {
        lasts: [6_000, 12_000],
        draw: (draw) => ({
          ...{ fault: 'provider-misbehaves', provider: draw.pick(['calendar', 'messaging'] as const) },
          conduct: { shares: { failing: draw.between(0.5, 1) }, slowMs: [300, 2_500], retryAfterSeconds: 2 },
        }),
      },
    ],
  },
  {
    name: 'limits',
    needs: 'limits',
    kinds: [{ lasts: [5_000, 8_000], draw: (draw) => ({ fault: 'files-used-up', process: draw.pick(apis) }) }],
  },
  {
    name: 'clock',
    needs: 'clock',
    kinds: [
      {
        // One that is behind and one ahead take less than half of what a hold lives: more would end what was promised.
        lasts: [5_000, 9_000],
        draw: (draw) => ({
          fault: 'clock-jumps',
          aheadMs: (draw.chance(0.75) ? 1 : -1) * (7_000 + draw.integer(2_000)),
        }),
      },
    ],
  },
];

/**
 * Faults of at least three families: which, in what order, when and for how long follows from the seed and from what
 * can be broken alone, so that a conviction is met again by `--seed`. One may begin a little before another is healed.
 * @throws RangeError below a minute
 */
export function swarm(seed: number, faultMs = swarmMsMin, breakable: Breakable = nothingMore): Experiment {
  if (faultMs < swarmMsMin) throw new RangeError(`a swarm lasts at least ${swarmMsMin} ms, not ${faultMs}`);
  const draw = random(seed).fork('swarm');
  const faults: PlannedFault[] = [];
  const offered = families.filter(({ needs }) => needs === undefined || breakable[needs]);
  let atMs = 0;
  for (const family of orderOf(draw, offered, faultMs)) {
    const kind = draw.pick(family.kinds);
    const durationMs = Math.round(draw.between(...kind.lasts));
    if (atMs + durationMs > faultMs - tailMs) break;
    faults.push({ ...kind.draw(draw), atMs, durationMs });
    atMs = Math.max(0, Math.round(atMs + durationMs + draw.between(-1_000, 3_000)));
  }
  return {
    name: 'swarm',
    hypothesis: 'When parts break in any order, one upon the other, what was said stays true, and all comes back.',
    ...{ faults, faultMs, allows: { errorPercent: 100 } },
  };
}

const nothingMore: Breakable = { limits: false, clock: false };

/** Three families to begin with, so that no seed has fewer; then any of them as long as there is time. */
function orderOf(draw: Random, offered: readonly Family[], faultMs: number): readonly Family[] {
  const left = [...offered];
  const first = Array.from({ length: familiesMin }, () => left.splice(draw.integer(left.length), 1)[0] as Family);
  const more = Array.from({ length: Math.ceil(faultMs / 1_000) }, () => draw.pick(offered));
  return [...first, ...more];
}
