import { runTestJob, type TestJob, type TestResult } from './test-job.ts';

/**
 * Runs the jobs, so many at a time, and hands each result over as soon as it is there.
 * @returns all results, in the order in which they ended; after an abort those of jobs that had begun
 */
export async function runTestPool(
  jobs: readonly TestJob[],
  options: {
    readonly atOnce: number;
    readonly folder: string;
    readonly signal: AbortSignal;
    readonly tell: (result: TestResult) => void;
  },
): Promise<readonly TestResult[]> {
  const waiting = [...jobs];
  const results: TestResult[] = [];
  const lane = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined && !options.signal.aborted; job = waiting.shift()) {
      const result = await runTestJob(job, options.folder, options.signal);
      results.push(result);
      options.tell(result);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, lane));
  return results;
}
