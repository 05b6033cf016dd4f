import type { CriterionResult, VerdictWord } from '../core/verdict.ts';

export interface Scope {
  readonly name: string;
  /** Ids of the criteria that the campaign undertakes to decide; a sign-off undertakes all of them. */
  readonly criteria: readonly string[];
  readonly isSignOff: boolean;
}

/**
 * GO or CLEAR when every gate in scope passes, NO-GO when any gate fails, in scope or not, else INCOMPLETE. Only a
 * sign-off can say GO. A gate that is not applicable has not passed; a scope without gates decides nothing.
 */
export function verdictWord(
  criteria: readonly CriterionResult[],
  scope: Scope,
): { readonly word: VerdictWord; readonly sentence: string } {
  const gates = criteria.filter(({ weight }) => weight === 'gate');
  const failed = gates.filter(({ status }) => status === 'fail');
  if (failed.length > 0) {
    const ids = failed.map(({ id }) => id).join(', ');
    return {
      word: 'NO-GO',
      sentence: `NO-GO: ${failed.length === 1 ? 'a gate fails' : `${failed.length} gates fail`}: ${ids}.`,
    };
  }
  const inScope = gates.filter((gate) => gate.inScope);
  const open = inScope.filter(({ status }) => status !== 'pass');
  if (inScope.length === 0)
    return { word: 'INCOMPLETE', sentence: 'INCOMPLETE: no gate is in the scope of this campaign.' };
  if (open.length > 0) {
    const ids = open.slice(0, 5).map(({ id }) => id);
    const more = open.length > ids.length ? ` and ${open.length - ids.length} more` : '';
    const sentence = `INCOMPLETE: ${open.length} of ${inScope.length} gates are not decided: ${ids.join(', ')}${more}.`;
    return { word: 'INCOMPLETE', sentence };
  }
  if (scope.isSignOff) return { word: 'GO', sentence: `GO: all ${inScope.length} gates pass.` };
  const outside = criteria.filter((line) => !line.inScope).length;
  return {
    word: 'CLEAR',
    sentence:
      `CLEAR: all ${inScope.length} gates of this campaign pass; ` +
      `not a permission to launch: ${outside} of ${criteria.length} lines are outside this campaign.`,
  };
}
