import type { Finding } from '../core/finding.ts';
import type { ProviderName } from '../core/provider.ts';
import { conclude } from './conclude.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { openWitness } from './open-witness.ts';
import { type Arrivals, arrivalsAt, type BadWindow, badWindows, bookedAt } from './outgoing/bad-windows.ts';
import { judgedProviders } from './outgoing/judged-providers.ts';
import { type Stuck, stuckAt } from './outgoing/stuck-calls.ts';
import { requestText, sceneOfRequests } from './outgoing/tell-request.ts';
import { firstNamed } from './webhooks/first-named.ts';

/**
 * Circuit breakers: a provider that answers nobody well is left alone, but for probes, soon after that began; and it is
 * called again soon after it is well, for as long as anything waits. How a platform does that is its own business.
 */
export const circuitBreakers = onLedger('circuit-breakers', judge);

/** From the first failures until a provider has to be left alone; behind a silent one, on top of callers' patience. */
const graceMs = 5_000;
/** A window that ends sooner behind its grace tells nothing. */
const judgedMs = 3_000;
/** Several processes may each send a probe a second; no more of them than this are a platform's. */
const probesPerSecond = 5;
/** Fewer calls than this that were due are too few to tell probes from. */
const dueMin = 20;

type Kind = 'never opened' | 'never closed';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  'never opened': {
    one: 'time a provider was down, and was called on at full rate',
    many: 'times a provider was down, and was called on at full rate',
  },
  'never closed': {
    one: 'provider was well again, and was not called though calls waited',
    many: 'providers were well again, and were not called though calls waited',
  },
};

interface Judged {
  readonly window: BadWindow;
  readonly rows: readonly number[];
  readonly due: number;
  readonly perSecond: number;
  readonly word: 'never opened' | 'opened' | 'too little to tell';
}

function judge(original: Recording): Omit<Finding, 'by'> {
  const judged = judgedProviders(original);
  if (!('names' in judged)) return judged;
  const { recording } = judged;
  const { providers } = recording.ledger;
  const witness = openWitness<Kind>(words);
  const counts = { windows: 0, opened: 0, closed: 0 };
  for (const provider of judged.names) {
    const arrivals = arrivalsAt(provider, recording);
    for (const window of badWindows(provider, providers.conducts(provider))) {
      const one = judgeWindow(window, arrivals, recording);
      if (one === undefined) continue;
      counts.windows += 1;
      if (one.word === 'never opened') addOpen(witness, one, recording);
      if (one.word !== 'opened') continue;
      counts.opened += 1;
      if (isCalledAgain(window, arrivals, recording)) counts.closed += 1;
    }
    for (const stuck of stuckAt(provider, arrivals, recording)) addStuck(witness, provider, stuck, recording);
  }
  const { windows, opened, closed } = counts;
  return firstNamed(
    conclude(
      witness,
      {
        examined: providers.requests.count(),
        reached: [
          { what: 'times that a provider was down for long enough', count: windows },
          { what: 'of these, times that it was left alone', count: opened },
          { what: 'of these, times that it was called again when it was well', count: closed },
        ],
        lacks: judged.lacks ?? lackOf(counts),
        good: `a provider that was down was left alone ${opened} times, and called again ${closed} times`,
      },
      recording,
    ),
  );
}

function lackOf({ windows, opened, closed }: Record<'windows' | 'opened' | 'closed', number>): string | undefined {
  if (windows === 0) return `no provider was down for ${(graceMs + judgedMs) / 1000} s, with calls on their way to it`;
  if (opened === 0) return 'while a provider was down, too few calls were due to tell whether it was left alone';
  return closed === 0 ? 'no provider was called again after it had been left alone' : undefined;
}

function judgeWindow(window: BadWindow, arrivals: Arrivals, recording: Recording): Judged | undefined {
  const { requests } = recording.ledger.providers;
  const { fromMs, toMs } = window;
  const all = arrivals.between(fromMs, toMs);
  const patienceMs = window.kind === 'silent' ? patienceOf(all, recording) : 0;
  if (patienceMs === undefined || all.length === 0) return undefined;
  const leftAloneMs = fromMs + graceMs + patienceMs;
  if (toMs - leftAloneMs < judgedMs) return undefined;
  const rows = all.filter((row) => requests.arrivedMs(row) >= leftAloneMs);
  const waiting = new Set(all.map((row) => requests.call(row)).filter((call) => call !== -1)).size;
  const booked = bookedAt(recording).filter((atMs) => atMs >= leftAloneMs && atMs < toMs).length;
  const late = new Set(rows.map((row) => requests.call(row))).size;
  // Calls that were first tried behind the grace may be those of the bookings that were made then.
  const due = Math.max(0, waiting - late) + Math.max(late, booked);
  const perSecond = rows.length / ((toMs - leftAloneMs) / 1000);
  const isFull = perSecond > probesPerSecond && rows.length >= 0.5 * due && due >= dueMin;
  const isFew = perSecond <= Math.max(probesPerSecond, (0.1 * due) / ((toMs - leftAloneMs) / 1000));
  const isOpened = isFew && rows.length < 0.5 * due && due >= dueMin;
  return { window, rows, due, perSecond, word: isFull ? 'never opened' : isOpened ? 'opened' : 'too little to tell' };
}

/** For how long callers wait for an answer, half of them; undefined where none has given up. */
function patienceOf(rows: readonly number[], { ledger }: Recording): number | undefined {
  const { requests } = ledger.providers;
  const waited = rows
    .map((row) => requests.at(row))
    .filter(({ ending }) => ending === 'hung-up')
    .map(({ arrivedMs, endedMs }) => endedMs - arrivedMs)
    .sort((a, b) => a - b);
  return waited[waited.length >> 1];
}

function isCalledAgain({ toMs }: BadWindow, { between }: Arrivals, { ledger }: Recording): boolean {
  const { requests } = ledger.providers;
  return between(toMs, Number.POSITIVE_INFINITY).some((row) => !requests.isFailed(row) && requests.status(row) < 300);
}

function addOpen(witness: ReturnType<typeof openWitness<Kind>>, one: Judged, { ledger }: Recording): void {
  const { window, rows, due, perSecond } = one;
  const { providers } = ledger;
  const shown = rows.slice(0, 6).map((row) => providers.requests.at(row));
  const seconds = `${(window.fromMs / 1000).toFixed(1)} to ${(window.toMs / 1000).toFixed(1)} s`;
  const still = `was still sent ${rows.length} requests, ${perSecond.toFixed(1)} a second`;
  const sentence = `The ${window.provider} was ${window.kind} from ${seconds}, and ${still}.`;
  const text = `${sentence} ${due} calls were due. ${shown.slice(0, 3).map(requestText).join('; ')}`;
  const ids = shown.map(({ id }) => id);
  witness.add('never opened', text, ids, () => sceneOfRequests(providers, sentence, rows.slice(0, 6)));
}

function addStuck(
  witness: ReturnType<typeof openWitness<Kind>>,
  provider: ProviderName,
  { fromMs, toMs, waiting, ids, lastRows }: Stuck,
  { ledger }: Recording,
): void {
  const well = `${(fromMs / 1000).toFixed(1)} s`;
  const none = `none came until ${(toMs / 1000).toFixed(1)} s`;
  const sentence = `The ${provider} was well since ${well}, ${waiting} calls waited, and ${none}.`;
  const shown = lastRows.map((row) => ledger.providers.requests.at(row));
  const text = `${sentence} Before: ${shown.map(requestText).join('; ') || 'none'}`;
  witness.add('never closed', text, [...ids, ...shown.map(({ id }) => id)], () =>
    sceneOfRequests(ledger.providers, sentence, lastRows),
  );
}
