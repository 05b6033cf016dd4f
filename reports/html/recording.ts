import { count } from '../figures.ts';
import { html } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** What of the run folder could not be used: counted and named, never skipped in silence. */
export const recording: Section = {
  id: 'recording',
  title: 'Recording',
  body({ verdict: { recording: problems } }) {
    if (problems.length === 0) return html`<p>Every record of the run folder was read and is sound.</p>`;
    const rows = problems.map((each) => [
      html`<code>${each.file}</code>`,
      each.problem.replaceAll('-', ' '),
      count(each.count),
      each.example,
    ]);
    const columns = [
      { head: 'file' },
      { head: 'problem' },
      { head: 'records', isFigure: true },
      { head: 'the first of them' },
    ];
    return table('Records that are damaged or missing', columns, rows);
  },
};
