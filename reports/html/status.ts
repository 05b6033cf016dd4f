import type { CriterionStatus, VerdictWord } from '../../core/verdict.ts';
import { html, type Markup } from './markup.ts';

export type Tone = 'good' | 'bad' | 'open' | 'none';

const tones = { pass: 'good', fail: 'bad', unknown: 'open', 'not-applicable': 'none' } as const;
const verdictTones = { GO: 'good', CLEAR: 'good', 'NO-GO': 'bad', INCOMPLETE: 'open' } as const;

const strokes = {
  good: 'M5 10.5l3.2 3.2L15 7',
  bad: 'M6.3 6.3l7.4 7.4M13.7 6.3l-7.4 7.4',
  open: 'M7.6 7.8a2.4 2.4 0 1 1 3.5 2.2c-.8.4-1.1.9-1.1 1.7M10 14.4v.1',
  none: 'M6 10h8',
} as const;

export function toneOf(status: CriterionStatus): Tone {
  return tones[status];
}

export function verdictTone(word: VerdictWord): Tone {
  return verdictTones[word];
}

/** A disc with a sign in it, told apart by its shape and not by its colour alone. */
export function icon(tone: Tone): Markup {
  return html`<svg class="icon ${tone}" viewBox="0 0 20 20" aria-hidden="true">
<circle cx="10" cy="10" r="9"/><path d="${strokes[tone]}"/></svg>`;
}

export function badge(status: CriterionStatus): Markup {
  return html`<span class="badge ${toneOf(status)}">${icon(toneOf(status))} ${status}</span>`;
}
