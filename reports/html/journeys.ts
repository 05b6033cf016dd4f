import type { Plan } from '../../core/plan.ts';
import type { FaultBand, LoadSeries } from '../../criteria/series.ts';
import { secondsPerPoint } from '../charts/buckets.ts';
import { lineLook } from '../charts/palette.ts';
import { type PerSecondLine, perSecond } from '../charts/per-second.ts';
import { count } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { halfFigure, wideFigure } from './chart-figure.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

/** Was the load there? What was asked for, what started, what ended, and how much was open at once. */
export const journeys: Section = {
  id: 'journeys',
  title: 'Journeys and load',
  body({ series, plans }) {
    const loads = series.loads.filter((load) => load.started.some((value) => value > 0));
    if (loads.length === 0) return null;
    return html`${loads.map((load, index) =>
      charts(
        load,
        plans.plans.find((plan) => plan.name === load.plan),
        index,
        series.faults,
      ),
    )}`;
  },
};

function charts(
  load: LoadSeries,
  plan: Plan | undefined,
  index: number,
  faults: readonly FaultBand[] | undefined,
): Markup {
  const users = plan?.users ?? 0;
  const rate = plan?.requestsPerSecond ?? 0;
  const lines: readonly PerSecondLine[] = [
    { name: 'offered', values: load.offered, choice: 'mean' },
    { name: 'started', values: load.started, choice: 'mean' },
    { name: 'finished', values: load.finished, choice: 'mean' },
  ];
  const wanted = (value: number): object => (value > 0 ? { wanted: { value, words: `at least ${count(value)}` } } : {});
  const step = secondsPerPoint(load.length, 540);
  const open = openWords(load, users);
  return html`<h3><bdi>${visibleLine(load.plan, 80)}</bdi></h3>
${wideFigure({
  title: 'Open journeys (concurrent users)',
  caption: `${open}${step > 1 ? ` Each point is the least of ${step} seconds.` : ''}`,
  draw: (size, suffix) =>
    perSecond(
      {
        id: `open${index}${suffix}`,
        label: open,
        load,
        lines: [{ name: 'open', values: load.open, choice: 'min' }],
        faults,
        filled: true,
        ...wanted(users),
      },
      size,
    ),
})}
<div class="halves">${halfFigure({
    title: 'Journeys a second',
    legend: lines.map(({ name }, place) => ({ name, look: lineLook(place) })),
    caption: totals(load),
    draw: (size, suffix) =>
      perSecond(
        { id: `jour${index}${suffix}`, label: `Journeys a second: ${totals(load)}`, load, lines, faults },
        size,
      ),
  })}${halfFigure({
    title: 'Requests a second',
    caption: `${count(sum(load.requests))} requests in all.`,
    draw: (size, suffix) =>
      perSecond(
        {
          id: `reqs${index}${suffix}`,
          label: `Requests a second: ${count(sum(load.requests))} in all`,
          load,
          lines: [{ name: 'requests', values: load.requests, choice: 'min' }],
          faults,
          filled: true,
          ...wanted(rate),
        },
        size,
      ),
  })}</div>`;
}

function openWords(load: LoadSeries, users: number): string {
  const least = leastMeasured(load, load.open);
  if (least === undefined) return 'No second of this load is measured.';
  const asked = users > 0 ? `, ${count(users)} asked for` : '';
  return `In every measured second at least ${count(least)} journeys were open${asked}.`;
}

/** The least value of the seconds that lie wholly in a measured phase. */
function leastMeasured(load: LoadSeries, values: readonly number[]): number | undefined {
  let least: number | undefined;
  for (const [second, value] of values.entries()) {
    const fromMs = load.fromMs + second * 1000;
    const isMeasured = load.phases.some(
      (phase) => phase.measured && fromMs >= phase.fromMs && fromMs + 1000 <= phase.toMs,
    );
    if (isMeasured && (least === undefined || value < least)) least = value;
  }
  return least;
}

function totals(load: LoadSeries): string {
  const [offered, started, finished] = [sum(load.offered), sum(load.started), sum(load.finished)];
  return `${count(offered)} offered, ${count(started)} started, ${count(finished)} finished.`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
