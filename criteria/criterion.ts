import type { Evidence, Operator, Weight } from '../core/verdict.ts';

/** The checklist's own headings. */
export type Section =
  | 'success criteria'
  | 'no-go conditions'
  | 'critical blockers'
  | 'high priority'
  | 'should have'
  | 'before launch'
  | 'launch day'
  | 'laws'
  | 'experiments';

/** One line of the readiness checklist: a question, what would answer it, and what it weighs. */
export interface Criterion {
  readonly id: string;
  readonly question: string;
  /** The gravest section that names it. */
  readonly section: Section;
  /** Sections that name it again, in the same or in other words: one line, one answer. */
  readonly alsoIn: readonly Section[];
  readonly bound?: { readonly operator: Operator; readonly threshold: number; readonly unit: string };
  readonly evidence: Evidence;
  /** Fewer samples decide nothing. */
  readonly samplesMin: number;
  readonly weight: Weight;
  /** Why it is unknown as long as nobody has measured, probed, ingested or attested it; in words. */
  readonly notMeasured: string;
}

type Details = Partial<Pick<Criterion, 'alsoIn' | 'bound' | 'samplesMin' | 'weight' | 'notMeasured'>>;

const missing: Readonly<Record<Evidence, string>> = {
  measured: 'not measured: no scenario or experiment of this run measures it',
  probed: 'not measured: no probe of this run asks it',
  ingested: 'not measured: no report of another tool was ingested',
  attested: 'not measured: nobody has attested it',
};

/** A line of the checklist with what is usual for its section and kind of evidence. */
export function criterion(
  section: Section,
  id: string,
  question: string,
  evidence: Evidence,
  details: Details = {},
): Criterion {
  const weight: Weight = section === 'should have' ? 'advice' : 'gate';
  return {
    ...{ id, question, section, evidence, weight, alsoIn: [], samplesMin: 1, notMeasured: missing[evidence] },
    ...details,
  };
}
