import type { Random } from '../../core/random.ts';
import type { Round } from '../../core/round.ts';
import { shuffled } from './covering-array.ts';
import { contendersOf, type Draft } from './plan-rounds.ts';
import type { Shape } from './shape.ts';

/** How long contenders prepare before they meet: a look, a booking or two, a warm connection. */
const prepareMs = 1_000;
const prepareMsEach = 10;
/** Meetings keep this distance, so that one round's preparations do not spread the other's start. */
const apartMs = 100;
const apartMsEach = 6;
/** Generators need a moment for all their users before anybody begins. */
const settleMs = 1_500;
const lastsMs = { race: 3_000, sequence: 10_000 };
const lastsMsEach = 15;

/** Longer than this is waiting, which others may use. */
const longMs = 10_000;
/** From here on a round has so many contenders that such rounds are laid evenly over the load. */
const largeFrom = 20;

/** Gives every round its times and its lanes, as close behind one another as lanes and quiet meetings allow. */
export function schedule(
  drafts: readonly Draft[],
  options: { readonly lanesMax: number; readonly random: Random },
): { readonly rounds: readonly Round[]; readonly lanes: number; readonly lengthMs: number } {
  const freeMs: number[] = [];
  const rounds: Round[] = [];
  let cursorMs = settleMs + prepareMs;
  for (const [number, draft] of inOrder(drafts, options.random).entries()) {
    const { shape, contenders } = draft;
    const lanesWanted = shape.isTogether ? 1 : contenders;
    if (lanesWanted > options.lanesMax) continue;
    const beforeMs = prepareMs + prepareMsEach * contenders;
    let fromMs = Math.max(0, cursorMs - beforeMs);
    let lanes = freeLanes(freeMs, fromMs);
    while (lanes.length < lanesWanted && freeMs.length < options.lanesMax) lanes.push(freeMs.push(0) - 1);
    if (lanes.length < lanesWanted) {
      fromMs = [...freeMs].sort((a, b) => a - b)[lanesWanted - 1] as number;
      lanes = freeLanes(freeMs, fromMs);
    }
    lanes = lanes.slice(0, lanesWanted);
    const meetMs = fromMs + beforeMs;
    const toMs = meetMs + lastsMsOf(shape) + lastsMsEach * contenders;
    for (const lane of lanes) freeMs[lane] = toMs;
    cursorMs = meetMs + apartMs + apartMsEach * contenders;
    rounds.push({
      ...{ number, shape: shape.name, factors: draft.factors, fromMs, meetMs, toMs },
      ...(shape.isSequence ? { isSequence: true } : {}),
      places: draft.places,
      contenders: contendersOf(draft, lanes),
    });
  }
  return { rounds, lanes: freeMs.length, lengthMs: Math.max(0, ...rounds.map(({ toMs }) => toMs)) };
}

/** Of a sequence every step counts, also on a machine that takes a second for each answer. */
function lastsMsOf(shape: Shape): number {
  return shape.lastsMs ?? (shape.isSequence === true ? lastsMs.sequence : lastsMs.race);
}

function freeLanes(freeMs: readonly number[], atMs: number): number[] {
  return freeMs.flatMap((each, lane) => (each <= atMs ? [lane] : []));
}

/** The long ones first, since they last while the others meet; the large ones evenly among the rest. */
function inOrder(drafts: readonly Draft[], random: Random): Draft[] {
  const isLong = ({ shape }: Draft): boolean => lastsMsOf(shape) > longMs;
  const isSequence = ({ shape }: Draft): boolean => shape.isSequence === true;
  const isLarge = ({ contenders, shape }: Draft): boolean => contenders >= largeFrom && !shape.isTogether;
  const rest = shuffled(
    drafts.filter((draft) => !isLong(draft)),
    random,
  );
  const ordered = rest.filter((draft) => !isLarge(draft) && !isSequence(draft));
  // The load is not to wait for sequences in the end.
  spread(rest.filter(isSequence), ordered, 0.8);
  spread(rest.filter(isLarge), ordered, 1);
  return [...drafts.filter(isLong), ...ordered];
}

/** Puts some evenly among the first part of others, of which `share` says how large it is. */
function spread(some: readonly Draft[], others: Draft[], share: number): void {
  for (const [index, draft] of some.entries()) {
    others.splice(Math.floor(((index + 0.5) * share * others.length) / some.length), 0, draft);
  }
}
