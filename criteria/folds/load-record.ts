import { isJourney } from '../../core/journey.ts';
import { isRefusal, type Mark, type Operation, type RecordedRequest } from '../../core/operation.ts';
import type { Plan } from '../../core/plan.ts';
import { isContend } from '../../core/round.ts';
import type { ErrorKind } from '../series.ts';
import { type Outliers, openOutliers } from './outliers.ts';
import { openRaceRecord, type RaceRecord } from './race-record.ts';
import { openStormRecord, type StormRecord } from './storm-record.ts';

/** Index + 1 is what `RequestColumns.error` holds; 0 is no error. */
export const errorKinds: readonly ErrorKind[] = ['no reply', 'throttled', 'server error', 'not recognised'];

/** HTTP requests in columns: what a million of them need is a few arrays of numbers. Times on the run's clock. */
export interface RequestColumns {
  /** When it should have been sent: the arrival model's time for an operation's first request, else its start. */
  readonly dueMs: number[];
  readonly startMs: number[];
  readonly endMs: number[];
  readonly error: number[];
  /** Number of its route and of its journey in `names`. */
  readonly route: number[];
  readonly journey: number[];
}

export interface JourneyColumns {
  readonly dueMs: number[];
  readonly startMs: number[];
  readonly endMs: number[];
  /** 0 ok, 1 fail, 2 info. */
  readonly outcome: number[];
  readonly journey: number[];
  readonly isBooking: boolean[];
  readonly pausedMs: number[];
  readonly waitedMs: number[];
}

/** What a plan's history says, reduced to columns while it streams by. */
export interface LoadRecord {
  readonly plan: Plan;
  readonly requests: RequestColumns;
  readonly journeys: JourneyColumns;
  /** How late operations began: start less intended start; and when they should have begun. */
  readonly lags: { readonly dueMs: number[]; readonly lagMs: number[] };
  readonly outliers: Outliers;
  readonly races: RaceRecord;
  readonly storm: StormRecord;
  nameOf(number: number): string;
  /** The arrivals that wrote their last line; a repeated one counts once. */
  arrivals(): number;
  /** The lanes of races that wrote their last line. */
  lanes(): number;
  startedMs(): number | undefined;
  resends(): number;
  take(operation: Operation): void;
  takeMark(mark: Mark): void;
}

/** More contenders than this cannot be sent off by a few cores within the time that counts as late. */
const crowdFrom = 8;

export function openLoadRecord(plan: Plan): LoadRecord {
  const requests: RequestColumns = { dueMs: [], startMs: [], endMs: [], error: [], route: [], journey: [] };
  const journeys: JourneyColumns = {
    ...{ dueMs: [], startMs: [], endMs: [], outcome: [] },
    ...{ journey: [], isBooking: [], pausedMs: [], waitedMs: [] },
  };
  const lags = { dueMs: [] as number[], lagMs: [] as number[] };
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const arrivals = new Set<string>();
  const lanes = new Set<unknown>();
  const outliers = openOutliers();
  const races = openRaceRecord(plan);
  const storm = openStormRecord();
  let startedMs: number | undefined;
  let resends = 0;

  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, names.length);
    return names.push(name) - 1;
  };

  const takeRequest = (request: RecordedRequest, dueMs: number, error: number, journey: number): void => {
    requests.dueMs.push(dueMs);
    requests.startMs.push(request.startMs);
    requests.endMs.push(request.endMs);
    requests.error.push(error);
    requests.route.push(numberOf(request.route));
    requests.journey.push(journey);
  };

  return {
    ...{ plan, requests, journeys, lags, outliers, races, storm },
    nameOf: (number) => names[number] ?? '?',
    arrivals: () => arrivals.size,
    lanes: () => lanes.size,
    startedMs: () => startedMs,
    resends: () => resends,
    take(operation) {
      if (isJourney(operation)) {
        takeJourney(journeys, operation, numberOf);
        arrivals.add(operation.process);
        return;
      }
      storm.take(operation);
      const isContender = isContend(operation);
      if (isContender) races.take(operation);
      const { intendedMs, startMs } = operation;
      // A crowd that starts at one moment starts late by its own number; how far it spread is told for itself.
      const isOfCrowd = isContender && operation.value.asked.contenders > crowdFrom;
      if (intendedMs !== undefined && !isOfCrowd) {
        lags.dueMs.push(intendedMs);
        lags.lagMs.push(Math.max(0, startMs - intendedMs));
      }
      const journey = numberOf(journeyOf(operation.process));
      const last = operation.requests.length - 1;
      for (let index = 0; index <= last; index += 1) {
        const request = operation.requests[index] as RecordedRequest;
        const dueMs = index === 0 && intendedMs !== undefined ? intendedMs : request.startMs;
        const error = errorOf(request, operation, index === last);
        takeRequest(request, dueMs, error, journey);
        outliers.take({ id: operation.id, dueMs, latencyMs: error > 0 ? Infinity : request.endMs - dueMs });
      }
    },
    takeMark({ mark, atMs, detail }) {
      if (mark === 'load-started') startedMs = Math.min(startedMs ?? atMs, atMs);
      if (mark === 'lane-ended') lanes.add(detail?.lane);
      if (mark === 'resend-suspected') resends += typeof detail?.count === 'number' ? detail.count : 1;
    },
  };
}

function takeJourney(
  columns: JourneyColumns,
  operation: Extract<Operation, { verb: 'journey' }> | Operation,
  numberOf: (name: string) => number,
): void {
  const { asked, answered } = operation.value;
  columns.dueMs.push(operation.intendedMs ?? operation.startMs);
  columns.startMs.push(operation.startMs);
  columns.endMs.push(operation.endMs);
  columns.outcome.push(operation.type === 'ok' ? 0 : operation.type === 'fail' ? 1 : 2);
  columns.journey.push(numberOf(typeof asked?.journey === 'string' ? asked.journey : journeyOf(operation.process)));
  columns.isBooking.push(asked?.goal === 'booking');
  columns.pausedMs.push(numberIn(answered?.pausedMs));
  columns.waitedMs.push(numberIn(answered?.waitedMs));
}

function numberIn(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** Users are named after their journey: `voice-call-17`, and `voice-call-17.1` after an unknown outcome. */
export function journeyOf(process: string): string {
  const dash = process.lastIndexOf('-');
  return dash === -1 ? process : process.slice(0, dash);
}

/** Errors are 429, no reply, replies that nobody recognises, and 5xx that the adapter does not know for a refusal. */
export function errorOf({ status }: RecordedRequest, operation: Operation, isLast: boolean): number {
  if (status === 0) return 1;
  if (status === 429) return 2;
  if (status >= 500 && !isRefusal(operation.value.reason)) return 3;
  return isLast && operation.type === 'info' ? 4 : 0;
}
