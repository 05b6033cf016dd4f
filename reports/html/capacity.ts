import type { CapacityPoint } from '../../criteria/series.ts';
import { capacityCurve } from '../charts/capacity-curve.ts';
import { count, decimal, duration, isEndless, percent } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { wideFigure } from './chart-figure.ts';
import { latencyBoundMs } from './latency.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** How much the platform carries: one point a step of the load. */
export const capacity: Section = {
  id: 'capacity',
  title: 'Capacity',
  body(input) {
    const points = input.series.capacity;
    if (points.length === 0) return null;
    const plans = [...new Set(points.map(scenarioOf))];
    const boundMs = latencyBoundMs(input);
    return html`${plans.map((plan, index) =>
      curve(
        plan,
        points.filter((point) => scenarioOf(point) === plan),
        boundMs,
        index,
      ),
    )}`;
  },
};

/** A scenario that is played again has a number behind its name. */
function scenarioOf({ plan }: CapacityPoint): string {
  return plan.replace(/-\d+$/, '');
}

function curve(plan: string, points: readonly CapacityPoint[], boundMs: number | undefined, index: number): Markup {
  const refuted = Math.min(...points.filter((point) => !point.held).map((point) => point.ratePerSecond));
  const rates = points.filter((point) => point.held).map((point) => point.ratePerSecond);
  const held = rates.filter((rate) => rate < refuted);
  const words =
    held.length === 0
      ? 'The criteria held at no rate, or not each time that it was tried.'
      : `At ${decimal(Math.max(...held))} a second, and no higher, the criteria held each time that it was tried.`;
  const rows = points
    .toSorted((a, b) => a.ratePerSecond - b.ratePerSecond)
    .map((point) => [
      `${decimal(point.ratePerSecond)} a second`,
      point.p95Ms === null ? '∞' : duration(point.p95Ms, 3, 'up'),
      interval(point),
      percent(point.errorShare, 2, 'up'),
      point.held ? 'held' : 'not held',
    ]);
  const columns = ['p95', 'interval', 'errors', 'criteria'].map((head) => ({ head, isFigure: true }));
  return html`<h3><bdi>${visibleLine(plan, 80)}</bdi></h3>
${wideFigure({
  title: 'p95 against the rate a second',
  caption: `${words} Disc: the criteria held; cross: they did not. ${count(points.length)} steps.`,
  draw: (size, suffix) => capacityCurve(points, boundMs, size, `cap${index}${suffix}`, words),
})}
${table(`Steps of ${visibleLine(plan, 80)}`, [{ head: 'rate' }, ...columns], rows)}`;
}

function interval({ p95Interval }: CapacityPoint): string {
  if (p95Interval === null) return '';
  const [low, high] = p95Interval as readonly [number | null, number | null];
  const upper = high === null || isEndless(high) ? '∞' : duration(high, 3, 'up');
  return `${low === null ? '∞' : duration(low, 3, 'down')} to ${upper}`;
}
