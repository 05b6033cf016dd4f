import { type ExitCode, exitCode } from './exit-code.ts';

export interface FailureOptions {
  readonly exitCode?: ExitCode;
  /** What the reader can do about it; one sentence or command. */
  readonly hint?: string;
  /** Every problem found, when there are several; `message` then says what they have in common. */
  readonly problems?: readonly string[];
  readonly cause?: unknown;
}

/**
 * An operating error that a person can act on: said in plain words with a hint, never with a stack trace.
 * Whatever else is thrown is a bug of the harness.
 */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly problems: readonly string[];

  constructor(message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.exitCode = options.exitCode ?? exitCode.harnessBroke;
    this.hint = options.hint;
    this.problems = options.problems ?? [];
  }
}
