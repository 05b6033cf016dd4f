import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadInput } from '../core/load-input.ts';
import type { Operation } from '../core/operation.ts';
import { openClient } from '../drivers/node/client.ts';
import type { LineWriter } from '../recording/write-lines.ts';
import type { Delivery } from '../scenarios/storm/deliveries.ts';
import { type PlayedStorm, playStorm } from '../scenarios/storm/play-storm.ts';
import { awaitBacklog } from './await-backlog.ts';
import { fewOf } from './few-of.ts';
import { watchLoad } from './live-load.ts';
import type { Ready, RunContext } from './make-ready.ts';
import { watchBacklog } from './watch-backlog.ts';

export interface StormLoad {
  readonly input: LoadInput;
  readonly source: string;
  /** None where the plan was skipped. */
  readonly deliveries: readonly Delivery[];
}

const faultsShown = 5;
/** So long what was acknowledged may wait while nothing else gets done: as `checkers/liveness.ts` has it. */
const owedMs = 15_000;

/** One plan of webhooks, delivered by this process, which writes its history on the run's own clock. */
export async function runStorm(context: RunContext, ready: Ready, load: StormLoad): Promise<void> {
  const { recorder, clock, progress } = context;
  const { input, source } = load;
  const { plan } = input;
  progress.step(`load: ${plan.name}`);
  recorder.event({ event: 'step-started', atMs: clock.now(), step: source });
  const history = recorder.openHistory(source, 0);
  const log: string[] = [];
  const say = (text: string): void => {
    log.push(text);
    progress.note(text);
  };
  for (const { shape, reason } of plan.skipped ?? []) say(`${shape} is not played: ${reason}`);
  const live = watchLoad(recorder.folder.history(source), plan, clock.now, { progress, take: context.brakes.take });
  try {
    const counts = await deliverAll(context, ready, load, history, say);
    recorder.event({ event: 'load-ended', atMs: clock.now(), source, exitCode: 0, ...counts });
  } finally {
    await live.stop();
    history.close();
    // A full disk is told where the history is written; the log can be missed.
    await writeFile(join(recorder.folder.logs, `storm-${source}.log`), log.join('\n')).catch(() => undefined);
  }
  recorder.event({ event: 'step-ended', atMs: clock.now(), step: source });
}

async function deliverAll(
  context: RunContext,
  ready: Ready,
  { input, deliveries }: StormLoad,
  history: LineWriter,
  say: (text: string) => void,
): Promise<{ readonly completed: number; readonly unsent: number }> {
  const { clock, signal, progress } = context;
  const { plan, baseUrls, runId } = input;
  const { target, zones } = ready;
  if (plan.storm === undefined) return { completed: 0, unsent: 0 };
  const { secrets, reach } = ready.lab;
  const asked = { target, zones, baseUrls, runId, secrets, reach, clock: clock.now, signal };
  const tenants = [...new Set(deliveries.map(({ event }) => event.tenant))];
  const asksBacklog = target.offers.verbs.includes('read-backlog');
  const backlog = {
    verb: 'read-backlog' as const,
    client: openClient({ ...asked, name: 'storm-backlog', timeoutMs: plan.requestTimeoutMs }),
    take: (operation: Operation) => void history.write(operation),
  };
  // What a report draws of it is worth no request where they are counted.
  const isWatched = asksBacklog && reach?.requestsPerSecondMax === undefined;
  const watched = watchBacklog({ ...backlog, tenants: isWatched ? tenants : [] });
  const played = await playStorm({
    ...{ ...asked, deliveries, retryAfterMs: plan.storm.retryAfterMs, connections: plan.storm.connections },
    ...{ lastsMsMax: (plan.phases.at(-1)?.toMs ?? 0) + plan.gracePeriodMs, timeoutMs: plan.requestTimeoutMs },
    write: (line) => void history.write(line),
  }).finally(watched.stop);
  for (const sentence of inWords(played)) say(sentence);
  if (asksBacklog && played.lastAcknowledgedMs !== undefined) {
    progress.step('waiting for what was acknowledged');
    const since = { sinceMs: played.lastAcknowledgedMs, owedMs };
    const open = await awaitBacklog({ ...backlog, ...since, tenants, clock: clock.now, signal });
    if (open.length > 0) say(`something that was acknowledged still waits, or nobody knows: ${fewOf(open)}`);
  }
  const { ok, fail, info } = played.outcomes;
  return { completed: ok + fail + info, unsent: played.unsent };
}

function inWords({ outcomes, retries, givenUp, unsent, faults }: PlayedStorm): readonly string[] {
  const { ok, fail, info } = outcomes;
  const often = [...faults].sort(([, a], [, b]) => b - a).slice(0, faultsShown);
  return [
    `webhooks: ${ok} deliveries acknowledged, ${fail} refused, ${info} without an answer; ${retries} came again`,
    ...(givenUp > 0 ? [`${givenUp} events were given up after their last retry`] : []),
    ...(unsent > 0 ? [`${unsent} deliveries were not made any more`] : []),
    ...often.map(([words, times]) => `no reply, ${times} times: ${words}`),
  ];
}
