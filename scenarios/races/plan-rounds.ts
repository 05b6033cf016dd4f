import { type Random, random } from '../../core/random.ts';
import type { Contender, Place, Round } from '../../core/round.ts';
import type { Offers } from '../../targets/target.ts';
import { entries } from './book-slot.ts';
import { coveringArray } from './covering-array.ts';
import { type DayKind, dayKinds, type Ground } from './ground.ts';
import { schedule } from './schedule.ts';
import type { Layout, Shape } from './shape.ts';

/** What races are planned from; the same gives the same. */
export interface RoundsWanted {
  readonly seed: number;
  readonly ground: Ground;
  /** Ids of each tenant's customers; absent where any name will do. */
  readonly customers?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly offers: Offers;
  readonly shapes: readonly Shape[];
  /** At least so many rounds; the covering array says how many more. */
  readonly roundsMin: number;
  /** Lanes that may be used at most. */
  readonly lanesMax: number;
}

export interface PlannedRounds {
  readonly rounds: readonly Round[];
  readonly lanes: number;
  readonly lengthMs: number;
  readonly shapes: readonly { readonly name: string; readonly title: string }[];
  readonly skipped: readonly { readonly shape: string; readonly reason: string }[];
}

const offsetKinds = ['none', 'close', 'far'] as const;
const offsetMsMax = { none: 0, close: 3, far: 40 } as const;
const processKinds = ['spread', 'same'] as const;

/** A round without its times and lanes. */
export interface Draft {
  readonly shape: Shape;
  readonly contenders: number;
  readonly factors: Readonly<Record<string, string | number>>;
  readonly places: readonly Place[];
  readonly customers: readonly string[];
  readonly offsetsMs: readonly number[];
}

/** Every pair of (shape and size, entry, offsets, day, process) meets in some round, on ground of the round's own. */
export function planRounds(wanted: RoundsWanted): PlannedRounds {
  const root = random(wanted.seed).fork('races');
  const skipped: { shape: string; reason: string }[] = [];
  const playable = wanted.shapes.flatMap((shape) =>
    (shape.variants ?? [undefined]).flatMap((variant): readonly Kind[] => {
      const reason = shape.lacks(wanted.offers, variant);
      if (reason === undefined) return shape.sizes.map((size) => ({ shape, size, variant }));
      skipped.push({ shape: variant === undefined ? shape.name : `${shape.name} ${variant}`, reason });
      return [];
    }),
  );
  if (playable.length === 0) return { rounds: [], lanes: 0, lengthMs: 0, shapes: [], skipped };
  const drafter = openDrafter(wanted, root.fork('places'));
  const drafts: Draft[] = [];
  for (let turn = 0; drafts.length < wanted.roundsMin && turn < turnsMax; turn += 1) {
    const rows = rowsOf(playable, root.fork('rows').fork(turn));
    // Ground that few shapes can use is given to them first.
    rows.sort((a, b) => Number(b.shape.layout === 'night') - Number(a.shape.layout === 'night'));
    drafts.push(...rows.flatMap((row) => drafter(row) ?? []));
  }
  for (const { shape } of playable) {
    if (drafts.some((draft) => draft.shape === shape) || skipped.some((each) => each.shape === shape.name)) continue;
    skipped.push({ shape: shape.name, reason: noPlace[shape.layout] });
  }
  const shapes = wanted.shapes.flatMap(({ name, title }) =>
    drafts.some(({ shape }) => shape.name === name) ? [{ name, title }] : [],
  );
  return { ...schedule(drafts, { lanesMax: wanted.lanesMax, random: root.fork('order') }), shapes, skipped };
}

/** What was looked for and found nowhere, as a reader of the report would say it. */
const noPlace: Readonly<Record<Layout, string>> = {
  one: 'no free time was found',
  overlapping: 'no two free times that overlap were found: all are as long as they are apart',
  'in-buffer': 'no time that begins in the buffer behind another one was found',
  touching: 'no free times that touch were found',
  apart: 'not enough free times with one person were found',
  'two-resources': 'no two persons with the same free times were found',
  'two-tenants': 'no second tenant was found',
  group: 'no group whose seats the contenders can take was found',
  'two-groups': 'no two times of a group with fewer seats than contenders were found',
  'other-service': 'no two services of one person at one free time were found',
  'not-theirs': 'nobody was found who does not do some service',
  outside: 'no time outside the hours was found',
  'within-then-outside': 'no time outside the hours was found',
  night: 'no hours on the nights in which a clock is changed were found',
};

const turnsMax = 20;
const oneProcessMax = 100;

/** What a round is a round of. */
interface Kind {
  readonly shape: Shape;
  readonly size: number;
  readonly variant: string | undefined;
}

interface DraftRow extends Kind {
  readonly entry: string;
  readonly offsets: (typeof offsetKinds)[number];
  readonly day: DayKind;
  readonly process: string;
}

function rowsOf(playable: readonly Kind[], draw: Random): DraftRow[] {
  const levels = [playable.length, entries.length, offsetKinds.length, dayKinds.length, processKinds.length];
  return coveringArray(levels, draw).map(([what = 0, entry = 0, offsets = 0, day = 0, process = 0]) => ({
    ...(playable[what] as Kind),
    entry: entries[entry] ?? 'voice',
    offsets: offsetKinds[offsets] ?? 'none',
    day: dayKinds[day] ?? 'ordinary',
    process: processKinds[process] ?? 'spread',
  }));
}

function openDrafter(wanted: RoundsWanted, draw: Random): (row: DraftRow) => Draft | undefined {
  const { ground, customers } = wanted;
  const next = new Map<string, number>();
  let drafted = 0;

  /** Customers of a tenant in turn, so that as few as possible come twice. */
  const takeCustomers = (tenant: string, count: number): string[] => {
    const from = next.get(tenant) ?? 0;
    next.set(tenant, from + count);
    const all = customers?.[tenant] ?? [];
    const nameOf = (index: number): string => all[index % all.length] ?? `ansturm-${index + 1}`;
    return Array.from({ length: count }, (_, index) => nameOf(from + index));
  };

  /** Each contender is a customer of the company whose place he wants. */
  const customersFor = (shape: Shape, places: readonly Place[], size: number): string[] =>
    shape.layout === 'two-tenants'
      ? places.flatMap(({ tenant }) => takeCustomers(tenant, 1))
      : takeCustomers((places[0] as Place).tenant, size);

  return ({ shape, size, variant, entry, offsets, day, process }) => {
    const own = draw.fork(drafted++);
    const hasCustomers = (tenant: string): boolean =>
      customers === undefined || (customers[tenant]?.length ?? 0) >= size;
    const places = ground.lay({ layout: shape.layout, contenders: size, variant, day, hasCustomers }, own);
    const first = places?.[0];
    if (places === undefined || first === undefined) return undefined;
    return {
      ...{ shape, contenders: size, places },
      factors: {
        ...{ contenders: size, entry, offsets, day },
        // One process cannot be asked for more at one moment than it lets wait.
        process: size > oneProcessMax ? 'spread' : process,
        ...(variant === undefined ? {} : { variant }),
      },
      customers: customersFor(shape, places, size),
      offsetsMs: Array.from({ length: size }, () => Math.round(own.between(0, offsetMsMax[offsets]) * 10) / 10),
    };
  };
}

export function contendersOf(draft: Draft, lanes: readonly number[]): Contender[] {
  const { shape, contenders, customers, offsetsMs } = draft;
  return Array.from({ length: contenders }, (_, index) => ({
    lane: lanes[shape.isTogether ? 0 : index] ?? 0,
    role: shape.role(index, contenders, draft.factors.variant?.toString()),
    customer: customers[index] as string,
    offsetMs: offsetsMs[index] ?? 0,
  }));
}
