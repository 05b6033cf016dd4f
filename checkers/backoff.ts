import type { Finding } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { openWitness } from './open-witness.ts';
import { judgedProviders } from './outgoing/judged-providers.ts';
import type { ProviderRequests } from './outgoing/provider-requests.ts';
import { doesNotGrow, isAtOnce, isLockStep, isOverBudget, pausesMs } from './outgoing/retry-policy.ts';
import { type RunOfFailures, runsOfFailures } from './outgoing/runs-of-failures.ts';
import { requestText, sceneOfRequests } from './outgoing/tell-request.ts';
import { firstNamed } from './webhooks/first-named.ts';

/**
 * Backoff: what failed at a provider is tried again after pauses that grow, that are scattered, and that are never
 * shorter than the provider asked for. Only what no defensible policy does convicts, and never a handful of calls: luck
 * makes any single pause short.
 */
export const backoff = onLedger('backoff', judge);

type Kind = 'over budget' | 'at once' | 'no growth' | 'lock-step' | 'too early';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  'over budget': {
    one: 'call was tried more often than any growing pause allows',
    many: 'calls were tried more often than any growing pause allows',
  },
  'at once': { one: 'policy of trying again at once', many: 'policies of trying again at once' },
  'no growth': {
    one: 'policy of short pauses that do not grow',
    many: 'policies of short pauses that do not grow',
  },
  'lock-step': {
    one: 'policy of pauses without jitter, so that all calls come back at once',
    many: 'policies of pauses without jitter, so that all calls come back at once',
  },
  'too early': {
    one: 'attempt came before the provider had asked for it (Retry-After)',
    many: 'attempts came before the provider had asked for them (Retry-After)',
  },
};

/** Fewer than so many are a handful, and may be a relay that was killed before it could write down what it was told. */
const casesMin = 5;
/** And so is less than this share of all pauses that were asked for. */
const shareMin = 0.1;
/** So many attempts are within any budget. */
const shortRun = 8;
/** Clocks, and what is rounded on the way. */
const slackMs = 250;
const retriedMin = 10;

function judge(original: Recording): Omit<Finding, 'by'> {
  const judged = judgedProviders(original);
  if (!('names' in judged)) return judged;
  const { recording } = judged;
  const { providers } = recording.ledger;
  const { requests } = providers;
  const witness = openWitness<Kind>(words);
  const runs = runsOfFailures(judged, recording);
  const add = (kind: Kind, rows: readonly number[], sentence: string): void => {
    const some = rows.slice(0, 6).map((row) => requests.at(row));
    const text = `${rows.length} attempts: ${some.map(requestText).join('; ')}`;
    const ids = some.map(({ id }) => id);
    witness.add(kind, text, ids, () => sceneOfRequests(providers, sentence, rows.slice(0, 6)));
  };

  const over = runs.filter((run) => isOverBudget(run, requests));
  const long = runs.filter(({ rows }) => rows.length > shortRun);
  if (over.length >= casesMin && over.length >= 0.5 * long.length) {
    for (const { rows } of over) {
      const ms = Math.round(requests.arrivedMs(rows.at(-1) as number) - requests.arrivedMs(rows[0] as number));
      add('over budget', rows, `One call was tried ${rows.length} times within ${ms} ms, though it failed each time.`);
    }
  }
  const pauses = runs.map((run) => pausesMs(run, requests));
  const longest = runs.reduce((one, run) => (run.rows.length > one.length ? run.rows : one), runs[0]?.rows ?? []);
  if (isAtOnce(pauses)) add('at once', longest, 'Attempt after attempt fails, and the next one comes at once.');
  if (doesNotGrow(pauses))
    add('no growth', longest, 'Attempt after attempt fails, and the pauses between do not grow.');
  if (isLockStep(pauses))
    add('lock-step', longest, 'Every call pauses for the very same time before its next attempt.');
  const asked = runs.flatMap((run) => retriesAsked(run, requests));
  const early = asked.filter(({ isEarly }) => isEarly);
  if (early.length >= casesMin && early.length >= shareMin * asked.length) {
    for (const { rows, sentence } of early) add('too early', rows, sentence);
  }
  return firstNamed(
    conclude(
      witness,
      {
        examined: requests.count(),
        reached: [
          { what: 'calls that failed and were tried again', count: runs.length },
          { what: 'attempts after a provider had asked for time (Retry-After)', count: asked.length },
          { what: 'attempts at the call that was tried most often', count: longest.length },
        ],
        lacks: judged.lacks ?? lackOf(runs.length, asked.length),
        good:
          `${runs.length} calls failed and were tried again in time, at most ${longest.length} times; ` +
          `${asked.length - early.length} of ${asked.length} pauses that were asked for were kept`,
      },
      recording,
    ),
  );
}

function lackOf(retried: number, asked: number): string | undefined {
  if (retried < retriedMin) return `only ${retried} calls failed and were tried again, of ${retriedMin} that it takes`;
  return asked === 0 ? 'nothing was tried again after a provider had asked for time (Retry-After)' : undefined;
}

/** Attempts behind a 429 that said when to come back. */
function retriesAsked({ rows }: RunOfFailures, requests: ProviderRequests) {
  return rows.slice(1).flatMap((row, at) => {
    const before = requests.at(rows[at] as number);
    const { retryAfterSeconds, ending, endedMs, status } = before;
    if (status !== 429 || ending !== 'replied' || !(retryAfterSeconds > 0)) return [];
    const pauseMs = requests.arrivedMs(row) - endedMs;
    // It was on its way already.
    if (pauseMs < 0) return [];
    const isEarly = pauseMs < 1000 * retryAfterSeconds - slackMs;
    const came = `came back after ${Math.round(pauseMs)} ms`;
    const sentence = `${before.id} was asked to wait for ${retryAfterSeconds} s, and ${came}.`;
    return [{ isEarly, rows: [before.row, row], sentence }];
  });
}
