import { type BuildFailure, build } from 'esbuild';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';

/**
 * Writes a script and all that it imports as one module: every VU of k6 evaluates every module for itself. What forty
 * of them keep for each of a thousand users is a third of k6's memory, which its collector walks while users wait.
 * @throws Failure 2 when it cannot be read as TypeScript
 */
export async function bundle(entry: string, file: string): Promise<void> {
  const options = { bundle: true, format: 'esm', target: 'es2023', sourcemap: 'inline' } as const;
  try {
    await build({ ...options, entryPoints: [entry], outfile: file, external: ['k6', 'k6/*'], logLevel: 'silent' });
  } catch (error) {
    throw new Failure(`k6 cannot play ${entry}`, {
      exitCode: exitCode.badUsage,
      hint: 'Only what k6 has can be imported: files of the project, k6 and k6/…, nothing of Node.',
      problems: problemsOf(error),
      cause: error,
    });
  }
}

function problemsOf(error: unknown): readonly string[] {
  const { errors } = error as Partial<BuildFailure>;
  if (errors === undefined) return [String(error)];
  return errors.map(({ text, location }) => (location === null ? text : `${location.file}:${location.line}: ${text}`));
}
