import type { ProviderItem, ProviderName } from '../../core/provider.ts';
import type { Random } from '../../core/random.ts';
import type { ModelProvider } from './model-provider.ts';

/** How a platform makes its calls: many ways are right. */
export interface Manners {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly jitter: 'full' | 'equal' | 'slight';
  readonly timeoutMs: number;
  readonly lanes: number;
  /** How often a relay looks at its queue. */
  readonly lookMs: number;
  /** Failures without a success between them that open the breaker, and for how long it stays open. */
  readonly failuresMax: number;
  readonly aloneMs: number;
  /** Moves by a new entry and the old one's deletion. */
  readonly movesByNewEntry: boolean;
}

/** One thing that a platform does wrong; none: it is right. */
export interface CallerFlaws {
  readonly forgetsFailures?: boolean;
  readonly freshKeys?: boolean;
  readonly retriesAtOnce?: boolean;
  readonly pausesMs?: number;
  readonly isPunctual?: boolean;
  readonly ignoresRetryAfter?: boolean;
  readonly neverOpens?: boolean;
  readonly neverCloses?: boolean;
  readonly neverHangsUp?: boolean;
  readonly losesTrace?: boolean;
  readonly mixesTraces?: boolean;
  readonly givesUpAfter?: number;
  readonly forgetsDeletions?: boolean;
  readonly forgetsEach?: number;
}

export interface Call {
  readonly provider: ProviderName;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly booking: string;
  readonly about: ProviderItem;
  readonly key: string;
  readonly trace: string;
}

type Row = Call & {
  dueMs: number;
  tries: number;
  state: 'waiting' | 'under-way' | 'done' | 'dead';
  endMs: number;
  status: number;
};

/** An outbox and its relay; time goes by in steps. */
export function openCaller(
  providers: Readonly<Record<ProviderName, ModelProvider>>,
  manners: Manners,
  flaws: CallerFlaws,
  draw: Random,
) {
  const rows: Row[] = [];
  const open: Row[] = [];
  let live: Row[] = [];
  const entries = new Map<string, string>();
  const state = { calendar: breaker(), messaging: breaker() };
  let sent = 0;

  function send(row: Row, atMs: number): void {
    sent += 1;
    const item = row.method === 'POST' ? undefined : entries.get(row.booking);
    const foreign = flaws.mixesTraces === true && sent % 7 === 0 ? (rows[0] as Row).trace : row.trace;
    const learned = providers[row.provider].send(
      {
        ...{
          method: row.method,
          about: row.about,
          key: flaws.freshKeys === true ? `${row.key}-${row.tries}` : row.key,
        },
        ...(item === undefined ? {} : { item }),
        ...(flaws.losesTrace === true ? {} : { trace: foreign }),
      },
      atMs,
      flaws.neverHangsUp === true ? 1e9 : atMs + manners.timeoutMs,
    );
    if (learned.item !== undefined && row.provider === 'calendar') entries.set(row.booking, learned.item);
    Object.assign(row, { state: 'under-way', endMs: learned.endMs, status: learned.status });
    Object.assign(row, { dueMs: 1000 * (learned.retryAfterSeconds ?? 0) });
    open.push(row);
  }

  const firstOf = new Map<string, Row[]>();
  return {
    add(call: Call, atMs: number): void {
      if (flaws.forgetsDeletions === true && call.method === 'DELETE') return;
      const row: Row = { ...call, dueMs: atMs, tries: 0, state: 'waiting', endMs: 0, status: 0 };
      rows.push(row);
      live.push(row);
      if (flaws.forgetsEach !== undefined && rows.length % flaws.forgetsEach === 0) row.state = 'done';
      const key = `${call.provider} ${call.booking}`;
      firstOf.set(key, [...(firstOf.get(key) ?? []), row]);
    },
    /** All that a relay does in one step. */
    step(atMs: number): void {
      for (const row of open.splice(0)) {
        if (row.endMs <= atMs) settle(row, state[row.provider], row.endMs, row.dueMs, { manners, flaws, draw });
        else open.push(row);
      }
      if (atMs % 1000 === 0) live = live.filter((row) => row.state === 'waiting' || row.state === 'under-way');
      if (atMs % manners.lookMs !== 0) return;
      for (const provider of ['calendar', 'messaging'] as const) {
        const underWay = open.filter((row) => row.provider === provider).length;
        let room = roomOf(state[provider], atMs, manners, flaws) - underWay;
        for (const row of room > 0 ? live : []) {
          if (row.provider !== provider || row.state !== 'waiting' || row.dueMs > atMs) continue;
          const before = firstOf.get(`${provider} ${row.booking}`) ?? [];
          if (before.find(({ state: each }) => each === 'waiting' || each === 'under-way') !== row) continue;
          send(row, atMs + draw.between(0, 4));
          room -= 1;
          if (room <= 0) break;
        }
      }
    },
    told: (wanted: 'waiting' | 'dead') => toldOf(rows, wanted),
    /** A relay is killed: what was under way is left as it was, and tried again when its lease is over. */
    kill(atMs: number): void {
      for (const row of open.splice(0)) Object.assign(row, { state: 'waiting', dueMs: atMs + 5000 });
    },
  };
}

type Guard = ReturnType<typeof breaker>;

interface Ways {
  readonly manners: Manners;
  readonly flaws: CallerFlaws;
  readonly draw: Random;
}

function breaker(): { failures: number; openUntilMs: number } {
  return { failures: 0, openUntilMs: 0 };
}

function delayMs(tries: number, manners: Manners, flaws: CallerFlaws, draw: Random): number {
  if (flaws.retriesAtOnce === true) return 0;
  if (flaws.pausesMs !== undefined) return flaws.pausesMs * draw.between(0.9, 1.1);
  const mostMs = Math.min(manners.longestMs, manners.firstMs * 2 ** tries);
  if (flaws.isPunctual === true) return mostMs;
  if (manners.jitter === 'slight') return mostMs * draw.between(0.8, 1.2);
  return manners.jitter === 'full' ? draw.between(0, mostMs) : mostMs / 2 + draw.between(0, mostMs / 2);
}

function settle(row: Row, guard: Guard, atMs: number, retryAfterMs: number, { manners, flaws, draw }: Ways): void {
  const { failures } = guard;
  const isDone = row.status >= 200 && row.status < 500 && row.status !== 429;
  guard.failures = isDone ? 0 : failures + 1;
  if (isDone) guard.openUntilMs = 0;
  else if (failures + 1 >= manners.failuresMax && flaws.neverOpens !== true) {
    guard.openUntilMs = flaws.neverCloses === true ? Number.POSITIVE_INFINITY : atMs + manners.aloneMs;
  }
  row.tries += 1;
  if (isDone) row.state = 'done';
  else if (flaws.forgetsFailures === true) row.state = 'done';
  else if (flaws.givesUpAfter !== undefined && row.tries >= flaws.givesUpAfter) row.state = 'dead';
  else {
    row.state = 'waiting';
    row.dueMs =
      atMs +
      delayMs(row.tries, manners, flaws, draw) +
      (flaws.ignoresRetryAfter === true || flaws.retriesAtOnce === true ? 0 : retryAfterMs);
  }
}

function roomOf({ failures, openUntilMs }: Guard, atMs: number, manners: Manners, flaws: CallerFlaws): number {
  if (failures >= manners.failuresMax && flaws.neverOpens !== true) return atMs >= openUntilMs ? 1 : 0;
  return flaws.neverHangsUp === true ? 999 : manners.lanes;
}

function toldOf(rows: readonly Row[], wanted: 'waiting' | 'dead'): readonly string[] {
  const meant = rows.filter(({ state }) => (state === 'under-way' ? 'waiting' : state) === wanted);
  return [...new Set(meant.map(({ booking }) => booking))];
}
