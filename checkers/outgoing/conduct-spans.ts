import type { Conduct, ProviderHeader, ProviderMark, ProviderName, ProviderRequest } from '../../core/provider.ts';

/** A stretch of time, half-open, in which a provider treated its callers in one way; ms on the run's clock. */
export interface ConductSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** `down`: no process was there. */
  readonly kind: 'healthy' | 'partly' | 'failing' | 'silent' | 'down';
  readonly conduct: Conduct | undefined;
}

export interface OpenConductSpans {
  providers(): readonly ProviderName[];
  of(provider: ProviderName): readonly ConductSpan[];
  takeStart(header: ProviderHeader): void;
  takeMark(mark: ProviderMark): void;
  takeSeen(request: ProviderRequest): void;
}

interface Turn {
  readonly atMs: number;
  readonly kind: ConductSpan['kind'];
  readonly conduct: Conduct | undefined;
}

interface Seen {
  readonly turns: Turn[];
  firstMs: number;
  /** The last moment at which anything was written down. */
  lastMs: number;
}

/** A share of at least this much is all, as far as a caller can tell. */
const whollyShare = 0.98;

export function openConductSpans(): OpenConductSpans {
  const seen = new Map<ProviderName, Seen>();
  const spans = new Map<ProviderName, readonly ConductSpan[]>();
  const of = (provider: ProviderName, atMs: number): Seen => {
    const known = seen.get(provider) ?? { turns: [], firstMs: atMs, lastMs: atMs };
    if (!seen.has(provider)) seen.set(provider, known);
    known.firstMs = Math.min(known.firstMs, atMs);
    known.lastMs = Math.max(known.lastMs, atMs);
    spans.delete(provider);
    return known;
  };
  return {
    providers: () => [...seen.keys()].sort(),
    of(provider) {
      const known = spans.get(provider) ?? spansOf(seen.get(provider));
      spans.set(provider, known);
      return known;
    },
    takeStart({ source, offsetMs }) {
      const provider = of(source, offsetMs);
      // One that was started again without having been ended was killed, at the latest after its last line.
      if (provider.turns.length > 0) {
        const lastMs = Math.min(provider.lastMs, offsetMs);
        provider.turns.push({ atMs: lastMs, kind: 'down', conduct: undefined });
      }
      provider.turns.push({ atMs: offsetMs, kind: 'healthy', conduct: undefined });
    },
    takeMark(mark) {
      const { turns } = of(mark.provider, mark.atMs);
      const isEnd = mark.mark === 'stopped';
      const kind = isEnd ? 'down' : kindOf(mark.conduct);
      turns.push({ atMs: mark.atMs, kind, conduct: isEnd ? undefined : mark.conduct });
    },
    takeSeen({ provider, arrivedMs, endedMs }) {
      const known = of(provider, endedMs);
      known.firstMs = Math.min(known.firstMs, arrivedMs);
    },
  };
}

/** Written in the order in which things were: of turns at one moment the last holds. */
function spansOf(seen: Seen | undefined): readonly ConductSpan[] {
  if (seen === undefined) return [];
  const { turns, firstMs, lastMs } = seen;
  const start: Turn = { atMs: firstMs, kind: 'healthy', conduct: undefined };
  const all = [...((turns[0]?.atMs ?? Number.POSITIVE_INFINITY) > firstMs ? [start] : []), ...turns];
  all.sort((a, b) => a.atMs - b.atMs);
  return all.flatMap(({ atMs, kind, conduct }, at) => {
    const toMs = Math.max(all[at + 1]?.atMs ?? lastMs, atMs);
    return toMs > atMs || at === all.length - 1 ? [{ fromMs: atMs, toMs, kind, conduct }] : [];
  });
}

/** `failing`: every caller is told so, or cut off; `silent`: none is told anything. */
function kindOf({ shares }: Conduct): ConductSpan['kind'] {
  const share = (...names: readonly (keyof typeof shares)[]): number =>
    names.reduce((sum, name) => sum + (shares[name] ?? 0), 0);
  const ill = share('slow', 'silent', 'failing', 'rate-limiting', 'act-and-drop', 'drop', 'garbage', 'reset');
  if (ill === 0) return 'healthy';
  if (share('silent') >= whollyShare) return 'silent';
  const told = share('silent', 'failing', 'rate-limiting', 'act-and-drop', 'drop', 'garbage', 'reset');
  return told >= whollyShare ? 'failing' : 'partly';
}
