import { styleText } from 'node:util';
import { CommanderError } from 'commander';
import { type ExitCode, exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';

export interface ErrorDescription {
  readonly exitCode: ExitCode;
  /** Ready to print; empty when it was said already. */
  readonly text: string;
}

/** Operating errors in plain words with what to do about them; the rest are bugs, and are shown with their stacks. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof CommanderError) {
    // Commander prints its own words; help and version that were asked for are no errors.
    return { exitCode: error.exitCode === 0 ? exitCode.clear : exitCode.badUsage, text: '' };
  }
  if (error instanceof Failure) return { exitCode: error.exitCode, text: describeFailure(error) };
  const stack = error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`;
  return {
    exitCode: exitCode.harnessBroke,
    text: `${red('Ansturm broke; this is a bug in it.')}\n${stack}${causes(error)}\n`,
  };
}

function describeFailure(failure: Failure): string {
  const lines = [red(failure.message)];
  for (const problem of failure.problems) lines.push(`  - ${problem}`);
  if (failure.cause !== undefined) lines.push(causes(failure).trimStart());
  if (failure.hint !== undefined) lines.push(`  ${failure.hint}`);
  return `${lines.join('\n')}\n`;
}

function causes(error: unknown): string {
  const lines: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  // A cause may lead back to itself.
  for (let depth = 0; cause !== undefined && depth < 5; depth += 1) {
    lines.push(`\n  because: ${cause instanceof Error ? cause.message : String(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines.join('');
}

function red(text: string): string {
  return styleText('red', text, { stream: process.stderr });
}
