import type { CriterionResult } from '../core/verdict.ts';
import type { Criterion } from './criterion.ts';
import { finite, type Judgement, unknown } from './judgement.ts';
import type { Scope } from './verdict-word.ts';

/** A line of the checklist with what evidence says of it, or with the reason why nobody judged it. */
export function lineResult(line: Criterion, judgement: Judgement | undefined, scope: Scope): CriterionResult {
  const { id, question, section, weight, evidence, bound, notMeasured } = line;
  const inScope = scope.isSignOff || scope.criteria.includes(id);
  const { value, interval, ...rest } = judgement ?? unknown(notMeasured);
  return {
    ...{ id, question, section, weight, evidence, inScope },
    ...bound,
    ...rest,
    ...(value === undefined ? {} : { value: finite(value) }),
    // Where even the better bound is infinite there is no interval around the infinite value.
    ...(interval === undefined || interval[0] === Number.POSITIVE_INFINITY
      ? {}
      : { interval: [finite(interval[0]), finite(interval[1])] as const }),
  };
}
