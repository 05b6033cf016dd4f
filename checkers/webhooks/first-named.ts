import type { Finding } from '../../core/finding.ts';

/** A conviction whose summary names the first case. */
export function firstNamed(finding: Omit<Finding, 'by'>): Omit<Finding, 'by'> {
  const first = finding.witness?.ids[0];
  return first === undefined ? finding : { ...finding, summary: `${finding.summary}; first: ${first}` };
}
