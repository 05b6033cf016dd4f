import type { Claim, ExperimentPhase, PlannedExperiment } from '../../core/experiment.ts';
import type { Bounds } from '../bounds.ts';
import type { LoadRecord } from '../folds/load-record.ts';
import { inWords } from '../judgement.ts';
import { clopperPearson } from '../statistics/clopper-pearson.ts';
import { bookingsOf, p95Of, type Seen } from './seen-in.ts';

/** Why a claim that looks broken may be the machine's doing, or the generator's; undefined where it is not. */
export type Excuse = string | undefined;

/** No more failed while something was broken than the experiment allows. */
export function errorsClaim(
  { requests, failed }: Seen,
  { errorPercent }: PlannedExperiment['allows'],
  excuse: Excuse,
): Claim {
  const seen = `${inWords(failed)} of ${inWords(requests)} requests failed while it was broken`;
  const said = `${seen}, ${inWords(errorPercent)} % may`;
  const [low, high] = clopperPearson(failed, requests);
  if (low * 100 > errorPercent) return broken('errors', said, excuse);
  const isHeld = (100 * failed) / Math.max(1, requests) <= errorPercent;
  if (requests > 0 && (isHeld || high * 100 <= errorPercent)) return { claim: 'errors', status: 'pass', said };
  return { claim: 'errors', status: 'unknown', said: `${said}: too close to call` };
}

/** Who was answered while something was broken was answered in time; undefined where that is not claimed. */
export function latencyClaim(
  during: Seen,
  { latencyMs }: PlannedExperiment['allows'],
  excuse: Excuse,
): Claim | undefined {
  if (latencyMs === undefined) return undefined;
  const late = during.answeredMs.filter((ms) => ms > latencyMs).length;
  const p95 = p95Of(during);
  if (p95 === null) return { claim: 'latency', status: 'unknown', said: 'no request was answered while it was broken' };
  const said = `95 % of the answers took up to ${inWords(p95)} ms meanwhile, ${inWords(latencyMs)} are allowed`;
  const [low] = clopperPearson(late, during.answeredMs.length);
  if (low > 0.05) return broken('latency', said, excuse);
  return { claim: 'latency', status: p95 <= latencyMs ? 'pass' : 'unknown', said };
}

/** Of what was answered a second before, at least so much is under any load: the rest is for a machine that stalls. */
const throughputShareMin = 0.8;

/** Who is asked for more than can be done sends some away, and serves as many as ever. */
export function throughputClaim(phases: readonly ExperimentPhase[], excuse: Excuse): Claim {
  const rateOf = (name: ExperimentPhase['name']): number => {
    const phase = phases.find((each) => each.name === name);
    return phase === undefined ? 0 : (1_000 * (phase.requests - phase.failed)) / (phase.toMs - phase.fromMs);
  };
  const [before, during] = [rateOf('steady'), rateOf('fault')];
  const said = `${inWords(during, 1)} requests a second were answered under overload, ${inWords(before, 1)} before`;
  if (during < throughputShareMin * before) return broken('throughput', said, excuse);
  return { claim: 'throughput', status: 'pass', said };
}

/** Soon after the healing all is as it was before. @param seenMs how long it was watched after the healing */
export function recoveryClaim(
  timeToRecoverMs: number | null,
  { seenMs, bounds, excuse }: { readonly seenMs: number; readonly bounds: Bounds; readonly excuse: Excuse },
): Claim {
  const boundSeconds = inWords(bounds.recoverMs / 1000);
  if (timeToRecoverMs !== null && timeToRecoverMs <= bounds.recoverMs) {
    const when = timeToRecoverMs === 0 ? 'at once' : `${inWords(timeToRecoverMs / 1000)} s`;
    const said = `as before ${when} after the healing, ${boundSeconds} s may pass`;
    return { claim: 'recovery', status: 'pass', said };
  }
  const seen = inWords(seenMs / 1000);
  if (timeToRecoverMs === null && seenMs < bounds.recoverMs) {
    const said = `not as before within the ${seen} s that were seen after the healing; ${boundSeconds} s may pass`;
    return { claim: 'recovery', status: 'unknown', said };
  }
  const said =
    timeToRecoverMs === null
      ? `never as before in the ${seen} s that were seen after the healing`
      : `as before only ${inWords(timeToRecoverMs / 1000)} s after the healing, ${boundSeconds} s may pass`;
  return broken('recovery', said, excuse);
}

/** Of fewer visits nobody can tell. */
const visitsMin = 20;
/** A slot that somebody else takes first, and the like, happens a little more or less often. */
const asOften = 0.8;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whoever comes afterwards and wants a booking gets one about as often as before. */
export function bookingsClaim(record: LoadRecord, before: Span, after: Span, excuse: Excuse): Claim {
  const usual = bookingsOf(record, before.fromMs, before.toMs);
  const again = bookingsOf(record, after.fromMs, after.toMs);
  const said =
    `${inWords(again.booked)} of ${inWords(again.ended)} visits ended with a booking afterwards, ` +
    `${inWords(usual.booked)} of ${inWords(usual.ended)} before`;
  if (usual.ended < visitsMin || again.ended < visitsMin) {
    return { claim: 'bookings', status: 'unknown', said: `${said}: too few` };
  }
  const wanted = asOften * clopperPearson(usual.booked, usual.ended)[0];
  if (clopperPearson(again.booked, again.ended)[1] < wanted) return broken('bookings', said, excuse);
  const isHeld = again.booked / again.ended >= wanted;
  return { claim: 'bookings', status: isHeld ? 'pass' : 'unknown', said };
}

/** Older than this when the signal came, a request had reached the process, or another one. */
const arrivedMs = 100;
/** Of fewer nobody can tell. */
const underWayMin = 5;
const cutShareMax = 0.05;

/** What was under way when a process was told to stop was answered. @param stopsMs when each was told */
export function gracefulStopClaim({ requests }: LoadRecord, stopsMs: readonly number[]): Claim {
  let [underWay, cut] = [0, 0];
  for (const stopMs of stopsMs) {
    for (let row = 0; row < requests.startMs.length; row += 1) {
      const isUnderWay =
        (requests.startMs[row] as number) <= stopMs - arrivedMs && (requests.endMs[row] as number) > stopMs;
      if (!isUnderWay) continue;
      underWay += 1;
      if (requests.error[row] === noReply) cut += 1;
    }
  }
  const said = `${inWords(cut)} of ${inWords(underWay)} requests that were under way at a stop got no reply`;
  // One by itself may have been sent into a connection that was just being closed.
  if (clopperPearson(cut, underWay)[0] > cutShareMax) return { claim: 'graceful-stop', status: 'fail', said };
  if (underWay < underWayMin) return { claim: 'graceful-stop', status: 'unknown', said: `${said}: too few` };
  return { claim: 'graceful-stop', status: cut === 0 ? 'pass' : 'unknown', said };
}

/** Its number in `RequestColumns.error`. */
const noReply = 1;

function broken(claim: Claim['claim'], said: string, excuse: Excuse): Claim {
  if (excuse === undefined) return { claim, status: 'fail', said };
  return { claim, status: 'unknown', said: `${said}; but ${excuse}` };
}
