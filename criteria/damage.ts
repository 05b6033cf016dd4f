import type { TimelineEvent } from '../core/run.ts';
import type { RecordingProblem } from '../core/verdict.ts';
import type { Judgement } from './judgement.ts';

/** What damage to the recording takes away: evidence that is not whole carries no pass. A conviction stands. */
export interface Damage {
  /** Why the history of a source is not whole; undefined when it is. */
  ofHistory(source: string): string | undefined;
  /** Why another file of the run folder is not whole. */
  ofFile(file: string): string | undefined;
  /** Operations of a source that may have no line; Infinity when nobody knows how many. */
  unseen(source: string): number;
}

/** Only these say how many records they stand for; behind the others any number may be missing. */
const counted: readonly RecordingProblem['problem'][] = ['torn', 'invalid', 'duplicate'];

export function openDamage(problems: readonly RecordingProblem[], timeline: readonly TimelineEvent[]): Damage {
  const ofFile = (file: string): string | undefined => {
    const found = problems.filter((each) => each.file === file);
    if (found.length === 0) return undefined;
    return found.map(({ problem, count, example }) => `${count} ${problem} (${example})`).join(', ');
  };
  const ended = (source: string) =>
    timeline.filter((event) => event.event === 'load-ended').filter((event) => event.source === source);

  const unseen = (source: string): number => {
    const file = `history/${source}.ndjson`;
    let total = 0;
    for (const { problem, count } of problems.filter((each) => each.file === file)) {
      total += counted.includes(problem) ? count : Number.POSITIVE_INFINITY;
    }
    const isFull = timeline.some((event) => event.event === 'disk-full' && event.file.includes(`${source}.ndjson`));
    if (isFull) return Number.POSITIVE_INFINITY;
    for (const { exitCode, interrupted } of ended(source)) {
      total += exitCode === 0 ? (interrupted ?? 0) : Number.POSITIVE_INFINITY;
    }
    return total;
  };

  return {
    ofFile,
    unseen,
    ofHistory(source) {
      const file = ofFile(`history/${source}.ndjson`);
      if (file !== undefined) return `history/${source}.ndjson is damaged: ${file}`;
      const last = ended(source).pop();
      if (last !== undefined && last.exitCode !== 0) {
        return `the generator of ${source} ended with exit code ${last.exitCode ?? 'none'}`;
      }
      if (unseen(source) > 0) return `${unseen(source)} operations of ${source} may have no line`;
      return undefined;
    },
  };
}

/** A pass without whole evidence is unknown; so is what was already unknown, with the graver reason. */
export function withoutEvidence(judgement: Judgement, why: string | undefined): Judgement {
  if (why === undefined || judgement.status === 'fail' || judgement.status === 'not-applicable') return judgement;
  return { ...judgement, status: 'unknown', reason: `the evidence is not whole: ${why}` };
}
