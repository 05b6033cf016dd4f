import type { Plan } from '../core/plan.ts';
import type { TimelineEvent } from '../core/run.ts';
import type { VerdictWord } from '../core/verdict.ts';
import { inWords } from './judgement.ts';

interface Judged {
  readonly word: VerdictWord;
  readonly sentence: string;
}

/** What a verdict has to say beside its gates: that the load was stopped, or capped. Half a load clears nothing. */
export function underCircumstances(
  { word, sentence }: Judged,
  timeline: readonly TimelineEvent[],
  plans: readonly Plan[],
): Judged {
  const stopped = timeline.find((event) => event.event === 'load-stopped');
  const caps = plans.flatMap(({ cap }) => cap ?? []);
  const shares = caps.flatMap(({ arrivalsShare = 1, storiesShare = 1 }) => Math.min(arrivalsShare, storiesShare));
  const words: string[] = [];
  if (caps[0] !== undefined) {
    const rate = `The load was capped at ${inWords(caps[0].requestsPerSecondMax)} requests a second`;
    const dropped = caps.reduce((sum, { roundsDropped = 0 }) => sum + roundsDropped, 0);
    const left = Math.min(...shares);
    const arrivals = left === 1 ? '' : `, ${inWords(100 * left, 1)} % of what was planned`;
    words.push(`${rate}${arrivals}${dropped === 0 ? '' : `, without ${inWords(dropped)} rounds of races`}.`);
  }
  if (stopped !== undefined) words.push(`The load was stopped: ${stopped.reason}.`);
  const isClear = word === 'GO' || word === 'CLEAR';
  if (stopped === undefined || !isClear) return { word, sentence: [sentence, ...words].join(' ') };
  return { word: 'INCOMPLETE', sentence: ['INCOMPLETE: the load did not reach its end.', ...words].join(' ') };
}
