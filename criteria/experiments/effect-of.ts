import type { CacheSample, ProcessSample } from '../../core/resource-sample.ts';
import type { OutgoingRecord } from '../folds/outgoing-record.ts';
import type { ResourceRecord } from '../folds/resource-figures.ts';
import { inWords } from '../judgement.ts';
import { clopperPearson } from '../statistics/clopper-pearson.ts';
import type { Lease } from './leases.ts';
import { p95Of, type Seen } from './seen-in.ts';

/** What can be seen of a fault by others than itself. */
export interface Sight {
  readonly database: ResourceRecord['database'];
  readonly processes: ResourceRecord['processes'];
  readonly providers: OutgoingRecord['providers'];
  readonly cache: ResourceRecord['cache'];
  /** What users saw while it was there, and before anything was broken. */
  readonly during: Seen;
  readonly before: Seen;
}

/** What a fault did, in words, by what was seen from elsewhere; undefined where nobody saw anything of it. */
export function effectOf(lease: Lease, sight: Sight): string | undefined {
  const [kind = '', about = ''] = lease.fault.split(/[ :]+/);
  const isEnding = kind === 'process-killed' || kind === 'process-stopped' || kind === 'memory-short';
  if (isEnding) return replaced(about, lease, sight) ?? felt(sight);
  if (kind === 'database-killed') return replaced('postgres', lease, sight) ?? felt(sight);
  if (kind === 'process-paused') return stoodStill(about, lease, sight) ?? felt(sight);
  // Users notice nothing where all is well: the proxy that sent them counts them.
  if (kind === 'requests-doubled') return lease.said?.startsWith('0 ') === true ? undefined : lease.said;
  if (kind === 'clock-jumps') return otherTime(lease, sight);
  if (kind === 'provider-misbehaves') return failedAt(about, lease, sight);
  if (kind === 'link-cut' && about === 'cache') return notLookedUp(lease, sight);
  if (kind === 'link-cut' && about === 'replication') return notFollowed(lease, sight);
  if (kind === 'link-slow') return slower(sight);
  if (kind.startsWith('link-') && about !== 'database') return unreached(about, lease, sight) ?? felt(sight);
  return felt(sight);
}

/** The process under this name is another one than before. */
function replaced(name: string, { fromMs, toMs }: Lease, { processes }: Sight): string | undefined {
  const samples = samplesOf(name, processes);
  const before = samples.findLast(({ atMs }) => atMs <= fromMs);
  const after = samples.find(({ atMs }) => toMs !== null && atMs >= toMs);
  if (before === undefined || after === undefined || before.pid === after.pid) return undefined;
  return `${name} came back as another process`;
}

/** Longer than any question takes that is answered at all. */
const otherTimeMs = 5_000;

/** The database said that it was another time than by the clock that it had gone by. */
function otherTime({ fromMs, toMs }: Lease, { database }: Sight): string | undefined {
  const usualMs = database.findLast(({ atMs }) => atMs <= fromMs)?.clockAheadMs ?? 0;
  const within = database.filter(({ atMs }) => atMs > fromMs && atMs < (toMs ?? atMs));
  const first = within
    .map(({ clockAheadMs = usualMs }) => clockAheadMs - usualMs)
    .find((aheadMs) => Math.abs(aheadMs) > otherTimeMs);
  if (first === undefined) return undefined;
  return `the database's clock was ${inWords(Math.abs(first) / 1_000)} s ${first > 0 ? 'ahead' : 'behind'}`;
}

/** Who follows the database stands in its own books. */
function notFollowed({ fromMs, toMs }: Lease, { database }: Sight): string | undefined {
  const before = database.findLast(({ atMs }) => atMs <= fromMs);
  const during = database.filter(({ atMs }) => atMs > fromMs && atMs < (toMs ?? 0));
  if ((before?.replicas ?? 0) === 0 || !during.some(({ replicas }) => replicas === 0)) return undefined;
  return 'no replica followed the database';
}

/** Two samples at least, and hardly any CPU between them. */
function stoodStill(name: string, { fromMs, toMs }: Lease, { processes }: Sight): string | undefined {
  const within = samplesOf(name, processes).filter(({ atMs }) => atMs > fromMs && atMs < (toMs ?? 0));
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < 1_000) return undefined;
  return last.cpuMs - first.cpuMs <= 0.005 * (last.atMs - first.atMs) ? `${name} used no CPU` : undefined;
}

function samplesOf(name: string, processes: Sight['processes']): readonly ProcessSample[] {
  const all = [...processes.values()].flat().filter((sample) => sample.name === name);
  return all.sort((a, b) => a.atMs - b.atMs);
}

function failedAt(name: string, { fromMs, toMs }: Lease, { providers }: Sight): string | undefined {
  const seen = providers.get(name);
  if (seen === undefined) return undefined;
  let failed = 0;
  for (let row = 0; row < seen.arrivedMs.length; row += 1) {
    const atMs = seen.arrivedMs[row] as number;
    if (seen.outcome[row] !== 0 && atMs >= fromMs && atMs <= (toMs ?? atMs)) failed += 1;
  }
  return failed === 0 ? undefined : `${inWords(failed)} requests failed at ${name}`;
}

/** Requests that a provider would have seen, had they come as often as before. */
const missedMin = 5;

function unreached(name: string, { fromMs, toMs }: Lease, { providers }: Sight): string | undefined {
  const seen = providers.get(name);
  if (seen === undefined || toMs === null) return undefined;
  const lengthMs = toMs - fromMs;
  const between = (from: number, to: number): number =>
    seen.arrivedMs.filter((atMs) => atMs >= from && atMs < to).length;
  const [before, during] = [between(fromMs - lengthMs, fromMs), between(fromMs + 500, toMs)];
  return before >= missedMin && during * 4 < before
    ? `${inWords(during)} requests reached ${name}, not ${inWords(before)}`
    : undefined;
}

/** Keys that are looked up when nothing is broken, at the least, for their absence to say something. */
const lookUpsMin = 20;

/** A cache may be missed by nobody: it is itself asked whether anybody still comes. */
function notLookedUp({ fromMs, toMs }: Lease, { cache }: Sight): string | undefined {
  if (toMs === null) return undefined;
  const [before, during] = [perSecond(cache, fromMs - (toMs - fromMs), fromMs), perSecond(cache, fromMs, toMs)];
  if (before === undefined || during === undefined || before * (toMs - fromMs) < lookUpsMin * 1_000) return undefined;
  if (during * 4 >= before) return undefined;
  return `${inWords(during)} keys a second were looked up in the cache, not ${inWords(before)}`;
}

/** Look-ups a second between the first and the last sample of a span; undefined where those do not say it. */
function perSecond(cache: readonly CacheSample[], fromMs: number, toMs: number): number | undefined {
  const within = cache.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < 1_000) return undefined;
  return last.lookUps < first.lookUps ? undefined : (1_000 * (last.lookUps - first.lookUps)) / (last.atMs - first.atMs);
}

/** Users felt it: more of their requests failed, or took far longer, than before. */
function felt(sight: Sight): string | undefined {
  return failing(sight) ?? slower(sight);
}

const failedMin = 3;

function failing({ during, before }: Sight): string | undefined {
  const [low] = clopperPearson(during.failed, during.requests);
  const usual = before.requests === 0 ? 0 : before.failed / before.requests;
  if (during.failed < failedMin || low <= usual) return undefined;
  return `${inWords(during.failed)} of ${inWords(during.requests)} requests failed`;
}

function slower({ during, before }: Sight): string | undefined {
  const [p95, usual] = [p95Of(during), p95Of(before)];
  if (p95 === null || usual === null || p95 < 2 * usual + 100) return undefined;
  return `95 % of the requests took up to ${inWords(p95)} ms, not ${inWords(usual)}`;
}
