import type { Plan } from '../../core/plan.ts';
import type { RaceSummary } from '../../core/race-summary.ts';
import { count, duration } from '../figures.ts';
import { type Clean, cleanliness, racesInWords, roundsOf, worthInWords } from '../race-words.ts';
import { visibleLine } from '../visible-text.ts';
import { html, type Insertable, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** Did contenders really meet, and what is it worth that nothing was found? */
export const races: Section = {
  id: 'races',
  title: 'Races',
  body({ verdict, plans: { plans } }) {
    const { races: seen = [] } = verdict;
    const racing = plans.filter(({ rounds, skipped }) => (rounds ?? []).length > 0 || (skipped ?? []).length > 0);
    if (seen.length === 0 && racing.length === 0) return null;
    const clean = cleanliness(verdict);
    const words = racesInWords(seen) ?? 'Races were planned, and no contender of any round left a record.';
    return html`<p class="races-note">${words} A round counts only where raced requests were under way at the same
moment, beyond the clocks’ error; one in which somebody was throttled (429) counts for nothing.</p>
${[...Map.groupBy(seen, ({ plan }) => plan)].map(([plan, shapes]) => shapesTable(plan, shapes, clean))}
${skipped(racing)}`;
  },
};

function shapesTable(plan: string, shapes: readonly RaceSummary[], clean: Clean): Markup {
  const figures = [
    'rounds met',
    'with overlap',
    'void',
    'throttled',
    'largest overlap',
    'start spread',
    'told yes',
    'refused',
    'no answer',
  ];
  const columns = [
    { head: 'shape, and what a clean result is worth' },
    ...figures.map((head) => ({ head, isFigure: true })),
  ];
  return table(
    `Races of ${visibleLine(plan, 80)}: rounds by shape`,
    columns,
    shapes.map((race) => row(race, clean)),
  );
}

function row(race: RaceSummary, clean: Clean): readonly Insertable[] {
  const { shape, title, isSequence, planned, played, largestOverlap, startSpreadMs, outcomes } = race;
  const rounds = roundsOf(race);
  const name = title === '' ? shape : title;
  const head = html`<span class="shape"><b><bdi>${visibleLine(name, 120)}</bdi></b>
<code>${visibleLine(shape, 60)}</code><br><span class="small">${worthInWords(race, clean)}</span></span>`;
  return [
    head,
    played === planned ? count(played) : `${count(played)} of ${count(planned)}`,
    isSequence ? 'not wanted' : count(rounds.counting),
    isSequence ? '' : count(rounds.empty),
    count(rounds.throttled),
    isSequence ? '' : count(largestOverlap),
    startSpreadMs === null || isSequence ? '' : duration(startSpreadMs, 3, 'up'),
    count(outcomes.ok),
    count(outcomes.fail),
    count(outcomes.info),
  ];
}

function skipped(plans: readonly Plan[]): Markup | null {
  const items = plans.flatMap((plan) =>
    (plan.skipped ?? []).map(
      ({ shape, reason }) =>
        html`<li><code>${visibleLine(shape, 60)}</code>: <bdi>${visibleLine(reason, 300)}</bdi></li>`,
    ),
  );
  if (items.length === 0) return null;
  return html`<h3>Not played, and so not tested</h3><ul>${items}</ul>`;
}
