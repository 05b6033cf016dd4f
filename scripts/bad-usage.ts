import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';

/** What is wrong with a command line, all of it at once; exit code 2. */
export function badUsage(message: string, problems: readonly string[]): Failure {
  const hint = 'See `npx ansturm help`, or any verb with --help.';
  return new Failure(message, { exitCode: exitCode.badUsage, problems, hint });
}
