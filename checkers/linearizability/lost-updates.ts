import type { Operation } from '../../core/operation.ts';
import type { Entry, Span, Story } from '../ledger.ts';
import type { Recording } from '../on-ledger.ts';

/** Two acknowledged changes of one booking that were both conditional on one version of it. */
export interface LostUpdate {
  readonly first: Entry;
  readonly second: Entry;
  readonly basedOn: string;
}

export interface OpenLostUpdates {
  take(operation: Operation): void;
  /** When the ledger is whole. */
  close(recording: Recording): readonly LostUpdate[];
}

const conditional: ReadonlySet<string> = new Set(['reschedule', 'cancel']);
const changes: ReadonlySet<string> = new Set(['reschedule', 'cancel', 'confirm', 'mark-no-show']);

/**
 * A change that is conditional on a version (`answer.basedOn`, such as an ETag sent as `If-Match`) is done only to that
 * version. Of two such the later one is refused, unless the former changed nothing, or somebody changed it back between
 * them: both are left out. Two cancellations are one.
 */
export function openLostUpdates(): OpenLostUpdates {
  const byVersion = new Map<string, { readonly basedOn: string; readonly ids: string[] }>();
  return {
    take({ id, verb, type, value: { asked, answered } }) {
      const basedOn = answered?.basedOn;
      if (type !== 'ok' || typeof basedOn !== 'string' || !conditional.has(verb)) return;
      const name = JSON.stringify([asked?.tenant, asked?.booking, basedOn]);
      const known = byVersion.get(name);
      if (known === undefined) byVersion.set(name, { basedOn, ids: [id] });
      else known.ids.push(id);
    },
    close(recording) {
      const several = [...byVersion.values()].filter(({ ids }) => ids.length > 1);
      if (several.length === 0) return [];
      const wanted = new Set(several.flatMap(({ ids }) => ids));
      const found = new Map<string, { readonly entry: Entry; readonly story: Story }>();
      for (const story of recording.ledger.stories()) {
        for (const entry of story.entries) if (wanted.has(entry.id)) found.set(entry.id, { entry, story });
      }
      return several.flatMap(({ basedOn, ids }) => {
        const [story, another] = new Set(ids.map((id) => found.get(id)?.story));
        if (story === undefined || another !== undefined) return [];
        const entries = ids.flatMap((id) => found.get(id)?.entry ?? []).sort((a, b) => a.startMs - b.startMs);
        const [first, second] = entries;
        if (first === undefined || second === undefined || entries.length !== ids.length) return [];
        return isLost(entries, story, recording) ? [{ first, second, basedOn }] : [];
      });
    },
  };
}

/** @param all on one version, by their starts */
function isLost(all: readonly Entry[], story: Story, { clockErrorMs }: Recording): boolean {
  if (all.every(({ verb }) => verb === 'cancel')) return false;
  const others = story.entries.filter((entry) => !all.includes(entry));
  const fromMs = Math.min(...all.map(({ startMs }) => startMs)) - clockErrorMs;
  const toMs = Math.max(...all.map(({ endMs }) => endMs)) + clockErrorMs;
  const isBetween = others.some(
    ({ verb, type, startMs, endMs }) =>
      changes.has(verb) && type !== 'fail' && startMs <= toMs && (type === 'info' || endMs >= fromMs),
  );
  if (isBetween) return false;
  // Whoever moves it to where it has been may have changed nothing.
  const been = [
    ...others.flatMap(({ asked, answered }) => [asked, answered]),
    ...story.initial.map(({ span }) => span),
  ];
  const moves = all.filter(({ verb }) => verb === 'reschedule');
  return moves.every(({ asked }, at) => {
    const before = [...been, ...moves.slice(0, at).map((move) => move.asked)];
    return asked !== undefined && !before.some((place) => place !== undefined && isSame(place, asked));
  });
}

function isSame(one: Span, other: Span): boolean {
  return one.resource === other.resource && one.fromMs === other.fromMs;
}
