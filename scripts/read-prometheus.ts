import type { PrometheusSight } from '../environments/observers/prometheus-usage.ts';
import { urlProblems } from './url-problems.ts';

/** What was typed of a Prometheus that somebody else runs; undefined where nothing was. Names what is wrong with it. */
export function readPrometheus(
  { prometheus, job, baseUrl }: { prometheus?: string; job: readonly string[]; baseUrl: readonly string[] },
  problems: string[],
): PrometheusSight | undefined {
  if (prometheus === undefined) {
    if (job.length > 0) problems.push('--job names what --prometheus is asked for: name that, too.');
    return undefined;
  }
  if (baseUrl.length === 0) problems.push('--prometheus tells of a platform of others: it goes with --base-url.');
  for (const name of job.filter((each) => !/^[\w.:/-]{1,200}$/.test(each))) {
    problems.push(`--job "${name}": letters, digits and . : / - _ are what the name of a job has.`);
  }
  problems.push(...urlProblems('--prometheus', prometheus, 'http://127.0.0.1:9090'));
  return { url: prometheus.replace(/\/+$/, ''), jobs: job };
}
