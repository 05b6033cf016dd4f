import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadInput } from '../core/load-input.ts';
import type { Reach } from '../core/reach.ts';
import { probeCall } from '../drivers/probe-call.ts';
import { originOf } from '../drivers/socket/origin.ts';
import { playRaces } from '../drivers/socket/play-races.ts';
import { tryOrigin } from '../drivers/socket/try-origin.ts';
import { shapes } from '../scenarios/races/shapes.ts';
import { watchLoad } from './live-load.ts';
import type { Ready, RunContext } from './make-ready.ts';

/** What a hostile platform does to every request in another way is not told in as many lines. */
const faultsShown = 5;

/** One plan of races, played on raw sockets by this process, which writes its history on the run's own clock. */
export async function runSockets(
  context: RunContext,
  { lab, target }: Ready,
  input: LoadInput,
  source: string,
): Promise<void> {
  const { recorder, clock, signal, progress } = context;
  const { plan } = input;
  const { secrets, reach } = lab;
  progress.step(`load: ${plan.name}`);
  recorder.event({ event: 'step-started', atMs: clock.now(), step: source });
  const history = recorder.openHistory(source, 0);
  const log: string[] = [];
  const say = (text: string): void => {
    log.push(text);
    progress.note(text);
  };
  const problems = await tryOrigins(input, { secrets, reach, target, clock: clock.now, say });
  // One process that is down is a measurement; where nobody can race, nothing is played.
  const isPlayable = problems.length < input.baseUrls.length;
  const live = watchLoad(recorder.folder.history(source), plan, clock.now, { progress, take: context.brakes.take });
  try {
    const played = isPlayable
      ? await playRaces({
          ...{ input, secrets, reach, target, shapes, signal, clock: clock.now },
          write: (line) => void history.write(line),
        })
      : { completed: 0, interrupted: plan.lanes ?? 0, faults: new Map<string, number>() };
    const faults = [...played.faults].sort(([, a], [, b]) => b - a).slice(0, faultsShown);
    for (const [words, times] of faults) say(`no reply, ${times} times: ${words}`);
    const { completed, interrupted } = played;
    const exitCode = isPlayable ? 0 : 1;
    recorder.event({ event: 'load-ended', atMs: clock.now(), source, exitCode, completed, interrupted });
  } finally {
    await live.stop();
    history.close();
    // A full disk is told where the history is written; the log can be missed.
    await writeFile(join(recorder.folder.logs, `sockets-${source}.log`), log.join('\n')).catch(() => undefined);
  }
  if (!isPlayable) {
    const detail = `no race on raw sockets: ${problems.join('; ').slice(0, 300)}`;
    recorder.event({ event: 'process-ended', atMs: clock.now(), process: 'sockets', expected: false, detail });
  }
  recorder.event({ event: 'step-ended', atMs: clock.now(), step: source });
}

async function tryOrigins(
  { baseUrls, plan }: LoadInput,
  {
    say,
    target,
    ...options
  }: Pick<Ready, 'target'> & {
    readonly secrets: Readonly<Record<string, string>>;
    readonly reach: Reach | undefined;
    readonly clock: () => number;
    readonly say: (text: string) => void;
  },
): Promise<readonly string[]> {
  const call = probeCall(target);
  const asked = { ...options, call, timeoutMs: plan.requestTimeoutMs };
  const tried = await Promise.all(baseUrls.map((baseUrl) => tryOrigin(originOf(baseUrl), asked)));
  const problems = tried.flatMap(({ problem }) => problem ?? []);
  for (const text of [...problems, ...tried.flatMap(({ note }) => note ?? [])]) say(text);
  return problems;
}
