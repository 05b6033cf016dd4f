import type { CriterionResult, Verdict } from '../core/verdict.ts';

/** How the lines of a verdict stand, in the groups that a reader asks for. */
export interface Standing {
  /** The gates that made the verdict: those that fail, or else those without an answer, or else those that pass. */
  readonly decisive: readonly CriterionResult[];
  /** Other lines in scope that were decided. */
  readonly alsoDecided: readonly CriterionResult[];
  /** Lines in scope without an answer, gates first. A gate that does not apply has not passed. */
  readonly unknown: readonly CriterionResult[];
  readonly outside: number;
  readonly total: number;
}

export function standing(verdict: Verdict): Standing {
  const { criteria } = verdict;
  const inScope = criteria.filter((line) => line.inScope);
  const gates = inScope.filter((line) => line.weight === 'gate');
  const isOpen = (line: CriterionResult): boolean =>
    line.status === 'unknown' || (line.weight === 'gate' && line.status === 'not-applicable');
  const unknown = inScope.filter(isOpen);
  const decisive = decisiveOf(verdict, criteria, gates);
  const isDecided = (line: CriterionResult): boolean => line.status === 'pass' || line.status === 'fail';
  return {
    decisive,
    alsoDecided: inScope.filter((line) => isDecided(line) && !decisive.includes(line)),
    unknown: [...unknown.filter((line) => line.weight === 'gate'), ...unknown.filter((line) => line.weight !== 'gate')],
    outside: criteria.length - inScope.length,
    total: criteria.length,
  };
}

function decisiveOf(
  { verdict }: Verdict,
  all: readonly CriterionResult[],
  gates: readonly CriterionResult[],
): readonly CriterionResult[] {
  if (verdict === 'NO-GO') return all.filter((line) => line.weight === 'gate' && line.status === 'fail');
  if (verdict === 'INCOMPLETE') return gates.filter((line) => line.status !== 'pass');
  return gates.filter((line) => line.status === 'pass');
}

/** What a verdict allows. Only a sign-off can permit a launch. */
export function scopeWords({ verdict, campaign, criteria }: Verdict): string {
  const outside = criteria.filter((line) => !line.inScope).length;
  const lines = `${outside} of ${criteria.length} lines are outside this campaign`;
  if (verdict === 'GO')
    return outside === 0 ? `All ${criteria.length} lines are in this campaign’s scope.` : `${lines}.`;
  return `Not a permission to launch: ${lines}${campaign === 'sign-off' ? ', and gates are open' : ''}.`;
}

/** The verdict's sentence without what stands beside it already: the word itself, and that it permits nothing. */
export function bareSentence(verdict: Verdict): string {
  const word = `${verdict.verdict}: `;
  const text = verdict.sentence.startsWith(word) ? verdict.sentence.slice(word.length) : verdict.sentence;
  const scope = scopeWords(verdict).replace(/\.$/, '').toLowerCase();
  const at = text.toLowerCase().indexOf(`; ${scope}`);
  const bare = at < 0 ? text : text.slice(0, at) + text.slice(at + 2 + scope.length);
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** What kind of evidence would settle an open line. */
export function settledBy({ evidence }: CriterionResult): string {
  const words = {
    measured: 'a measurement',
    probed: 'a probe',
    ingested: 'another tool’s report file',
    attested: 'a signed attestation',
  } as const;
  return words[evidence];
}

/** How many of the lines stand how, in one sentence: `7 pass, 2 fail, 1 unknown`. */
export function tally(lines: readonly CriterionResult[]): string {
  const statuses = ['fail', 'unknown', 'pass', 'not-applicable'] as const;
  const parts = statuses.flatMap((status) => {
    const number = lines.filter((line) => line.status === status).length;
    return number === 0 ? [] : [`${number} ${status === 'not-applicable' ? 'not applicable' : status}`];
  });
  return parts.length === 0 ? 'none' : parts.join(', ');
}
