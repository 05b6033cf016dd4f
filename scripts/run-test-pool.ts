import { runTestJob, type TestJob, type TestResult } from './test-job.ts';

/** What one lane works off, queue after queue; lanes share a queue by having the same array, which they empty. */
export type Lane = readonly TestJob[][];

/**
 * Runs the jobs, one at a time in each lane, and hands each result over as soon as it is there.
 * @returns all results, in the order in which they ended; after an abort those of jobs that had begun
 */
export async function runTestPool(
  lanes: readonly Lane[],
  options: {
    readonly folder: string;
    readonly signal: AbortSignal;
    readonly tell: (result: TestResult) => void;
  },
): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  const workOff = async (queues: Lane): Promise<void> => {
    for (const queue of queues) {
      for (let job = queue.shift(); job !== undefined && !options.signal.aborted; job = queue.shift()) {
        const result = await runTestJob(job, options.folder, options.signal);
        results.push(result);
        options.tell(result);
      }
    }
  };
  await Promise.all(lanes.map(workOff));
  return results;
}
