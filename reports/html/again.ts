import { commandToRepeat } from '../command-to-repeat.ts';
import { bytes, count } from '../figures.ts';
import { html, type Insertable, longText } from './markup.ts';
import type { Section } from './section.ts';

/** All that it takes to run the same thing again. */
export const again: Section = {
  id: 'again',
  title: 'How to run it again',
  body({ run, verdict }) {
    const versions = Object.entries(run.toolVersions).map(([tool, version]) => html`${tool} ${version}<br>`);
    const rows: readonly (readonly [string, Insertable])[] = [
      ['campaign', run.campaign],
      ['target', html`<bdi>${run.target}</bdi> ${run.targetVersion}`],
      ['environment', run.environment],
      ['base URLs', run.baseUrls.map((url) => html`<code>${url}</code> `)],
      ['planted defects', run.defects.length === 0 ? 'none' : run.defects.join(', ')],
      ['users', count(run.users)],
      ['seed', String(run.seed)],
      ['anchor day', run.anchorDay],
      ['versions', versions],
      ['machine', `${run.machine.cores} cores, ${bytes(run.machine.memoryBytes)} of memory, ${run.machine.system}`],
      ['git commit', run.gitCommit === null ? 'not known' : html`<code>${run.gitCommit}</code>`],
      ['started', run.startedAt],
      ['judged', verdict.judgedAt],
    ];
    return html`<pre tabindex="0" role="region" aria-label="The command">${longText(commandToRepeat(run), 8000)}</pre>
<dl class="pairs">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
  },
};
