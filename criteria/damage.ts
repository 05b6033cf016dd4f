import type { TimelineEvent } from '../core/run.ts';
import type { RecordingProblem } from '../core/verdict.ts';
import type { Judgement } from './judgement.ts';

/** What damage to the recording takes away: evidence that is not whole carries no pass. A conviction stands. */
export interface Damage {
  /** Why the history of a source is not whole; undefined when it is. */
  ofHistory(source: string): string | undefined;
  /** Why another file of the run folder is not whole. */
  ofFile(file: string): string | undefined;
  /** Operations of a source that may have no line, those cut off among them; Infinity when nobody knows. */
  unseen(source: string): number;
}

/** Only these say how many records they stand for; behind the others any number may be missing. */
const counted: readonly RecordingProblem['problem'][] = ['torn', 'invalid', 'duplicate', 'unknown-verb', 'backwards'];

/**
 * @param finishedOf of each load that was planned, by its source: the journeys that wrote their last line
 */
export function openDamage(
  problems: readonly RecordingProblem[],
  timeline: readonly TimelineEvent[],
  finishedOf: ReadonlyMap<string, number>,
): Damage {
  const ofFile = (file: string): string | undefined => {
    const found = problems.filter((each) => each.file === file);
    const damage = found.map(({ problem, count, example }) => `${count} ${problem} (${example})`);
    return damage.length === 0 ? undefined : `${file} is damaged: ${damage.join(', ')}`;
  };

  /** How a generator's end leaves lines missing that no file tells of. */
  const ofEnding = (source: string): string | undefined => {
    const finished = finishedOf.get(source);
    if (finished === undefined) return undefined;
    const last = timeline.filter((event) => event.event === 'load-ended').findLast((event) => event.source === source);
    if (last === undefined) return `nobody saw how the generator of ${source} ended`;
    if (last.exitCode !== 0) return `the generator of ${source} ended with exit code ${last.exitCode ?? 'none'}`;
    const missing = (last.completed ?? 0) - finished;
    if (missing > 0) return `${missing} journeys of ${source} ended and have no line`;
    const cutOff = last.interrupted ?? 0;
    return cutOff > 0 ? `k6 cut off ${cutOff} journeys of ${source}, and what they waited for` : undefined;
  };

  return {
    ofFile,
    ofHistory: (source) => ofFile(`history/${source}.ndjson`) ?? ofEnding(source),
    unseen(source) {
      const file = `history/${source}.ndjson`;
      if (ofEnding(source) !== undefined) return Number.POSITIVE_INFINITY;
      let total = 0;
      for (const event of timeline) {
        if (event.event === 'load-ended' && event.source === source) total += event.interrupted ?? 0;
      }
      for (const { problem, count } of problems.filter((each) => each.file === file)) {
        total += counted.includes(problem) ? count : Number.POSITIVE_INFINITY;
      }
      return total;
    },
  };
}

/** A pass without whole evidence is unknown; so is what was already unknown, with the graver reason. */
export function withoutEvidence(judgement: Judgement, why: string | undefined): Judgement {
  if (why === undefined || judgement.status === 'fail' || judgement.status === 'not-applicable') return judgement;
  return { ...judgement, status: 'unknown', reason: `the evidence is not whole: ${why}` };
}
