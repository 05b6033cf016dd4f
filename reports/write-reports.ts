import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { htmlReport } from './html/html-report.ts';
import { junit } from './junit.ts';
import type { ReportInput } from './report-input.ts';
import { summary } from './summary.ts';

/** Writes report.html, summary.md and junit.xml into a run folder, over those of an earlier judging. */
export async function writeReports(folder: string, input: ReportInput): Promise<void> {
  const files = { 'report.html': htmlReport(input), 'summary.md': summary(input), 'junit.xml': junit(input) };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}
