import type { GeneratorResult } from '../../core/verdict.ts';
import { othersShareMax } from '../folds/others-share.ts';
import type { Judgement } from '../judgement.ts';

/**
 * What the generator leaves of a judgement that rests on its load. A pass needs the load to have been reached; a fail
 * needs the generator to be too little late to explain it, and the machine to be the target's and ours.
 * @param isExplainedByLag whether a generator that was late, or short of CPU, could have made the figure look bad
 * @param isExplainedByCpu whether a full machine could have, of which the platform had, as far as anybody knows, a part
 */
export function gatedByLoad(
  judgement: Judgement,
  generator: GeneratorResult,
  isExplainedByLag: boolean,
  isExplainedByCpu = true,
): Judgement {
  const why = generator.reason === undefined ? '' : `: ${generator.reason}`;
  const isReached = generator.status === 'good' || (generator.status === 'saturated' && isComplete(generator));
  if (judgement.status === 'pass' && !isReached) {
    return { ...judgement, status: 'unknown', reason: `the load was not reached${why}` };
  }
  // A platform that gets no CPU is slow and fails, whatever the generator does.
  const { unknownPercent, crowdedPercent } = generator;
  const isFull = isExplainedByCpu && (unknownPercent !== undefined || crowdedPercent !== undefined);
  const isCrowded = isFull || (generator.othersPercent ?? 0) > 100 * othersShareMax;
  if (judgement.status === 'fail' && (isCrowded || (generator.status === 'saturated' && isExplainedByLag))) {
    return { ...judgement, status: 'unknown', reason: `${isCrowded ? 'machine' : 'generator'} saturated${why}` };
  }
  return judgement;
}

/** At least 99 % of what was asked for began and ended; a few may be missing as rounding at a plan's end. */
function isComplete({ offered, dropped, finished }: GeneratorResult): boolean {
  return dropped <= roundingMax && finished >= 0.99 * offered;
}

const roundingMax = 3;
