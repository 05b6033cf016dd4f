import { type CapacityFound, capacityInWords } from '../../criteria/capacity-in-words.ts';
import type { CapacityPoint } from '../../criteria/series.ts';
import { capacityCurve } from '../charts/capacity-curve.ts';
import { count, counted, decimal, duration, isEndless, percent } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { wideFigure } from './chart-figure.ts';
import { latencyBoundMs } from './latency.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** How much the platform carries: what the search for it found, in words, and one point a step. */
export const capacity: Section = {
  id: 'capacity',
  title: 'Capacity',
  body(input) {
    const points = input.series.capacity;
    if (points.length === 0) return null;
    const plans = [...new Set(points.map(scenarioOf))];
    const boundMs = latencyBoundMs(input);
    const found = input.timeline.find((event) => event.event === 'capacity-found');
    return html`${plans.map((plan, index) =>
      curve(
        plan,
        points.filter((point) => scenarioOf(point) === plan),
        { boundMs, index, found: plan === 'stress' ? found : undefined },
      ),
    )}`;
  },
};

/** A scenario that is played again has a number behind its name. */
function scenarioOf({ plan }: CapacityPoint): string {
  return plan.replace(/-\d+$/, '');
}

interface Around {
  readonly boundMs: number | undefined;
  /** Drawings of one page have names of their own. */
  readonly index: number;
  readonly found: CapacityFound | undefined;
}

function curve(plan: string, points: readonly CapacityPoint[], { boundMs, index, found }: Around): Markup {
  const words = found === undefined ? heldInWords(points) : capacityInWords(found)[0];
  const title = found === undefined ? 'p95 against the rate a second' : 'p95 against the journeys begun a second';
  const steps = counted(points.length, 'step');
  return html`<h3><bdi>${visibleLine(plan, 80)}</bdi></h3>
${found !== undefined && html`<ul>${capacityInWords(found).map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
${wideFigure({
  title,
  caption: `${found === undefined ? `${words ?? ''} ` : ''}Disc: the criteria held; cross: they did not. ${steps}.`,
  draw: (size, suffix) => capacityCurve(points, boundMs, size, `cap${index}${suffix}`, words ?? title),
})}
${stepsTable(plan, points)}`;
}

function heldInWords(points: readonly CapacityPoint[]): string {
  const refuted = Math.min(...points.filter((point) => !point.held).map((point) => point.ratePerSecond));
  const rates = points.filter((point) => point.held).map((point) => point.ratePerSecond);
  const held = rates.filter((rate) => rate < refuted);
  if (held.length === 0) return 'The criteria held at no rate, or not each time that it was tried.';
  return `At ${decimal(Math.max(...held))} a second, and no higher, the criteria held each time that it was tried.`;
}

/** One row a rate, however often it was tried; latency and errors of its worst step. */
function stepsTable(plan: string, points: readonly CapacityPoint[]): Markup {
  const hasIntervals = points.some(({ p95Interval }) => p95Interval !== null);
  const hasErrors = points.some(({ errorShare }) => errorShare > 0);
  const byRate = Map.groupBy(points, ({ ratePerSecond }) => ratePerSecond);
  const rows = [...byRate]
    .sort(([a], [b]) => a - b)
    .map(([rate, tried]) => {
      const worst = tried.toSorted((a, b) => (b.p95Ms ?? Infinity) - (a.p95Ms ?? Infinity))[0] as CapacityPoint;
      const held = tried.filter((point) => point.held).length;
      const why = tried.findLast((point) => !point.held)?.reason ?? '';
      return [
        decimal(rate),
        `${count(held)} of ${count(tried.length)}`,
        worst.p95Ms === null ? '∞' : duration(worst.p95Ms, 3, 'up'),
        ...(hasIntervals ? [interval(worst)] : []),
        ...(hasErrors ? [percent(Math.max(...tried.map(({ errorShare }) => errorShare)), 2, 'up')] : []),
        visibleLine(why, 120),
      ];
    });
  const heads = ['held', 'worst p95', ...(hasIntervals ? ['interval'] : []), ...(hasErrors ? ['most errors'] : [])];
  return table(
    `Steps of ${visibleLine(plan, 80)}`,
    [{ head: 'rate a second' }, ...heads.map((head) => ({ head, isFigure: true })), { head: 'why not' }],
    rows,
  );
}

function interval({ p95Interval }: CapacityPoint): string {
  if (p95Interval === null) return '';
  const [low, high] = p95Interval as readonly [number | null, number | null];
  const upper = high === null || isEndless(high) ? '∞' : duration(high, 3, 'up');
  return `${low === null ? '∞' : duration(low, 3, 'down')} to ${upper}`;
}
