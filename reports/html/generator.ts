import { count, duration, percent } from '../figures.ts';
import { resendWords } from '../resend-words.ts';
import { html } from './markup.ts';
import type { Section } from './section.ts';
import { icon } from './status.ts';
import { table } from './table.ts';

const words = {
  good: 'The load was reached, and the generator explains none of what was seen.',
  saturated: 'The generator was itself short of CPU or late: what looks slow may be its own doing.',
  short: 'The load fell short of the plan: nothing passes under less than what was asked for.',
  unknown: 'Whether the generator kept up is not known.',
} as const;

/** The generator is judged first: nothing below its level of trust is worth more than it. */
export const generator: Section = {
  id: 'generator',
  title: 'Generator',
  body({ verdict: { generator: seen } }) {
    const share = (value: number): string => (seen.offered === 0 ? '' : percent(value / seen.offered));
    const tone = seen.status === 'good' ? 'good' : seen.status === 'unknown' ? 'open' : 'bad';
    const rows = [
      ['offered by the plan', count(seen.offered), share(seen.offered)],
      ['started', count(seen.started), share(seen.started)],
      ['never started (dropped)', count(seen.dropped), share(seen.dropped)],
      ['finished', count(seen.finished), share(seen.finished)],
    ];
    const lag = seen.lagMsP99 === null ? 'was not measured' : `is ${duration(seen.lagMsP99, 3, 'up')} at p99`;
    const reason = seen.reason === undefined ? '' : ` ${seen.reason}`;
    const resends = resendWords(seen);
    const figures = ['number', 'share'].map((head) => ({ head, isFigure: true }));
    return html`<p>${icon(tone)} <b>${seen.status}</b>: ${words[seen.status]}${reason}</p>
${table('Of all plans', [{ head: 'journeys' }, ...figures], rows)}
<p>Its own lag, from when a journey was due to when it began, ${lag}.</p>
${resends !== undefined && html`<p>${resends}</p>`}`;
  },
};
