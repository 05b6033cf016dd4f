import { type Behaviour, behaviours, type ProviderName, type ProviderRequest } from '../../core/provider.ts';
import { type Interner, openInterner } from '../interner.ts';
import { openNumberTable } from '../pair-numbers.ts';
import { openColumn } from './column.ts';

/** How a request looked to whoever sent it. */
export type Ending = ProviderRequest['ending'];

/** One request that a provider saw, as laws read it. Names are numbers of the ledger's interner, -1 where unsaid. */
export interface SeenRequest {
  /** Its place among all, in the order in which they were read. */
  readonly row: number;
  readonly id: string;
  readonly provider: ProviderName;
  /** On the run's clock. */
  readonly arrivedMs: number;
  readonly endedMs: number;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ending: Ending;
  readonly behaviour: Behaviour;
  readonly hasEffect: boolean;
  readonly isRepetition: boolean;
  readonly reference: number;
  readonly kind: number;
  readonly correlationId: string | undefined;
  readonly traceId: string | undefined;
  /** NaN where nothing was asked for. */
  readonly retryAfterSeconds: number;
}

/** Requests in columns: there are a million of them. Rows are in the order in which they were read. */
export interface ProviderRequests {
  count(): number;
  at(row: number): SeenRequest;
  provider(row: number): ProviderName;
  arrivedMs(row: number): number;
  endedMs(row: number): number;
  /** Attempts of one call share it; -1: a question, which may be asked as often as one likes. */
  call(row: number): number;
  calls(): number;
  status(row: number): number;
  reference(row: number): number;
  hasEffect(row: number): boolean;
  isRepetition(row: number): boolean;
  /** It met with nothing. */
  isSilent(row: number): boolean;
  /** Requests that name this booking, in their order. */
  naming(reference: number): readonly number[];
  /** The sender cannot take it for done: no reply, 408, 429, 5xx, or nonsense. */
  isFailed(row: number): boolean;
}

export interface OpenProviderRequests extends ProviderRequests {
  take(request: ProviderRequest): number;
}

const endings: readonly Ending[] = ['replied', 'cut', 'hung-up', 'stopped'];
const questions: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @param names of the ledger, so that a reference is the same number as the booking that it names */
export function openProviderRequests(names: Interner): OpenProviderRequests {
  const words = openInterner();
  const calls = openInterner();
  const ids: string[] = [];
  let callCount = 0;
  const [arrivedMs, endedMs, retryAfter] = [openColumn('real'), openColumn('real'), openColumn('real')];
  const [provider, method, route, status] = [0, 1, 2, 3].map(() => openColumn('integer')) as [Col, Col, Col, Col];
  const [treated, call, reference, kind] = [0, 1, 2, 3].map(() => openColumn('integer')) as [Col, Col, Col, Col];
  const [correlation, trace, previous] = [0, 1, 2].map(() => openColumn('integer')) as [Col, Col, Col];
  const newest = openNumberTable();
  const wordOf = (text: string | undefined): number => (text === undefined ? -1 : words.numberOf(text));
  const textOf = (number: number): string | undefined => (number === -1 ? undefined : words.textOf(number));
  const behaviourAt = (row: number): Behaviour => behaviours[treated.at(row) & 15] as Behaviour;
  const providerAt = (row: number): ProviderName => words.textOf(provider.at(row)) as ProviderName;

  return {
    count: () => ids.length,
    calls: () => callCount,
    provider: providerAt,
    arrivedMs: arrivedMs.at,
    endedMs: endedMs.at,
    call: call.at,
    status: status.at,
    reference: reference.at,
    hasEffect: (row) => (treated.at(row) & 64) !== 0,
    isRepetition: (row) => (treated.at(row) & 128) !== 0,
    isSilent: (row) => behaviourAt(row) === 'silent',
    naming(name) {
      const rows: number[] = [];
      for (let row = name < 0 ? -1 : newest.get(name); row !== -1; row = previous.at(row)) rows.push(row);
      return rows.reverse();
    },
    isFailed(row) {
      const code = status.at(row);
      return code === 0 || code >= 500 || code === 429 || code === 408 || behaviourAt(row) === 'garbage';
    },
    at: (row) => ({
      ...{ row, id: ids[row] as string, provider: providerAt(row), status: status.at(row) },
      ...{ arrivedMs: arrivedMs.at(row), endedMs: endedMs.at(row), behaviour: behaviourAt(row) },
      ...{ method: words.textOf(method.at(row)), route: words.textOf(route.at(row)) },
      ending: endings[(treated.at(row) >> 4) & 3] as Ending,
      ...{ hasEffect: (treated.at(row) & 64) !== 0, isRepetition: (treated.at(row) & 128) !== 0 },
      ...{ reference: reference.at(row), kind: kind.at(row), retryAfterSeconds: retryAfter.at(row) },
      ...{ correlationId: textOf(correlation.at(row)), traceId: textOf(trace.at(row)) },
    }),
    take(request) {
      const { about, effect, repeats, retryAfterSeconds } = request;
      ids.push(request.id);
      arrivedMs.push(request.arrivedMs);
      endedMs.push(request.endedMs);
      provider.push(words.numberOf(request.provider));
      method.push(words.numberOf(request.method));
      route.push(words.numberOf(request.route));
      status.push(request.status);
      const marks = (effect === undefined ? 0 : 64) + (repeats === undefined ? 0 : 128);
      treated.push(behaviours.indexOf(request.behaviour) + 16 * endings.indexOf(request.ending) + marks);
      const sent = callOf(request);
      const number = sent === undefined ? -1 : calls.numberOf(sent);
      callCount = Math.max(callCount, number + 1);
      call.push(number);
      const name = nameOf(names, about?.reference);
      reference.push(name);
      previous.push(name === -1 ? -1 : newest.get(name));
      if (name !== -1) newest.set(name, ids.length - 1);
      kind.push(nameOf(names, about?.kind));
      correlation.push(wordOf(request.correlationId));
      trace.push(wordOf(request.traceId));
      retryAfter.push(retryAfterSeconds ?? Number.NaN);
      return ids.length - 1;
    },
  };
}

type Col = ReturnType<typeof openColumn>;

/** What is empty names nothing. */
export function nameOf(names: Interner, text: string | undefined): number {
  return text === undefined || text === '' ? -1 : names.numberOf(text);
}

/**
 * What makes attempts one call: the idempotency key, and where none is sent, the same body to the same path. A platform
 * may use one key for all that it calls for a booking, so that the path counts in any case.
 */
function callOf({ provider, method, path, idempotencyKey, bodyHash }: ProviderRequest): string | undefined {
  if (idempotencyKey !== undefined) return `${provider} ${method} ${path} ${idempotencyKey}`;
  return questions.has(method) ? undefined : `${provider} ${method} ${path} #${bodyHash}`;
}
