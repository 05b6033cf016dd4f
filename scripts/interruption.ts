import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';

/**
 * The first Ctrl-C (or SIGTERM, SIGHUP, or the death of the launcher) aborts the signal: whoever works heals, keeps
 * what there is, and ends with 130. The second one leaves at once.
 * @param what happens after the first, in words
 */
export function interruption(tell: (sentence: string) => void, what: string): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    tell(`Interrupted: ${what}. Once more leaves at once.`);
    controller.abort(new Failure('The run was interrupted.', { exitCode: exitCode.interrupted }));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  process.on('disconnect', interrupt);
  return controller.signal;
}
