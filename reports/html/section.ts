import type { ReportInput } from '../report-input.ts';
import type { Markup } from './markup.ts';

/** One heading of the report. `body` is null where the run has nothing to show: then the heading is left out. */
export interface Section {
  /** Where links lead to; kebab-case. */
  readonly id: string;
  readonly title: string;
  body(input: ReportInput): Markup | null;
}
