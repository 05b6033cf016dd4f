import { readFileSync } from 'node:fs';
import { type ExitCode, exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { Child, ChildEnd } from './workspace.ts';

/** Waits for a process that is to end well. @throws Failure with the last lines that it wrote */
export async function finish(child: Child, failedAs: ExitCode = exitCode.harnessBroke, hide = asIs): Promise<void> {
  const end = await child.ended;
  if (end.exitCode === 0) return;
  throw new Failure(`${child.name} ${endInWords(end)}`, {
    exitCode: failedAs,
    problems: lastLines(child.outputFile).map(hide),
  });
}

export function endInWords(end: ChildEnd): string {
  return end.signal === null ? `ended with exit code ${end.exitCode ?? 'unknown'}` : `ended by ${end.signal}`;
}

/** The last few lines of a file, none when it cannot be read. */
export function lastLines(file: string, count = 5): readonly string[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.filter((line) => line.trim() !== '').slice(-count);
  } catch {
    return [];
  }
}

function asIs(text: string): string {
  return text;
}
