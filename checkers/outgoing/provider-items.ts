import type { ProviderEffect, ProviderName, ProviderRequest } from '../../core/provider.ts';
import { instantOf } from '../instant-of.ts';
import type { Interner } from '../interner.ts';
import type { Span } from '../ledger.ts';
import { nameOf } from './provider-requests.ts';

/** An entry or a message from its making on. Names are numbers of the ledger's interner, -1 where unsaid. */
export interface ProviderItemLife {
  /** The provider's own id. */
  readonly id: string;
  readonly provider: ProviderName;
  readonly reference: number;
  /** Of a message. */
  readonly kind: number;
  readonly to: number;
  readonly channel: number;
  /** Of an entry: where it stood, one after the other; `resource` is whose calendar it is in. */
  readonly places: readonly (Span & { readonly atMs: number })[];
  /** Rows of the requests that changed it. */
  readonly rows: readonly number[];
  readonly madeMs: number;
  /** Infinity: it is there still. */
  readonly deletedMs: number;
}

export interface OpenProviderItems {
  /** @param row the request's */
  take(request: ProviderRequest, row: number): void;
  /** In the order in which they were made. */
  all(): readonly ProviderItemLife[];
}

interface Done {
  readonly row: number;
  readonly effect: ProviderEffect;
  readonly provider: ProviderName;
  readonly about: NonNullable<ProviderRequest['about']>;
}

type Open = { -readonly [Key in keyof ProviderItemLife]: ProviderItemLife[Key] } & {
  readonly places: (Span & { readonly atMs: number })[];
  readonly rows: number[];
};

/** What providers did, by what they wrote down; a repetition did nothing. */
export function openProviderItems(names: Interner): OpenProviderItems {
  const done: Done[] = [];
  let told: readonly ProviderItemLife[] | undefined;
  return {
    take({ effect, provider, about = {} }, row) {
      if (effect === undefined) return;
      done.push({ row, effect, provider, about });
      told = undefined;
    },
    all() {
      told ??= tell(done, names);
      return told;
    },
  };
}

function tell(done: readonly Done[], names: Interner): readonly ProviderItemLife[] {
  const items = new Map<string, Open>();
  for (const { row, effect, provider, about } of [...done].sort((a, b) => a.effect.atMs - b.effect.atMs)) {
    const key = `${provider} ${effect.item}`;
    const known = items.get(key);
    const item: Open = known ?? {
      ...{ id: effect.item, provider, reference: nameOf(names, about.reference), kind: nameOf(names, about.kind) },
      ...{ to: nameOf(names, about.to), channel: nameOf(names, about.channel), places: [], rows: [] },
      ...{ madeMs: effect.atMs, deletedMs: Number.POSITIVE_INFINITY },
    };
    if (known === undefined) items.set(key, item);
    item.rows.push(row);
    if (effect.action === 'delete') item.deletedMs = effect.atMs;
    const place = placeOf(names, about);
    if (place !== undefined && effect.action !== 'delete') item.places.push({ ...place, atMs: effect.atMs });
  }
  return [...items.values()];
}

function placeOf(names: Interner, { staff, start, end }: Done['about']): Span | undefined {
  if (staff === undefined || start === undefined || end === undefined) return undefined;
  return { resource: names.numberOf(staff), fromMs: instantOf(start), toMs: instantOf(end) };
}
