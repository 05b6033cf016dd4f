import type { FaultBand, ProcessSeries, ResourceSeries } from '../../criteria/series.ts';
import type { Span } from '../charts/frame.ts';
import { lineLook } from '../charts/palette.ts';
import { type SampledLine, type SamplesChart, samplesOverTime } from '../charts/samples-over-time.ts';
import { bytes, count, decimal, percent } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { type LegendItem, sample, smallFigure } from './chart-figure.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** Lines that one chart can hold apart; every process stands in the table. */
const linesMax = 8;

/** CPU, memory, descriptors and connections: of the target and of the generator that drove it. */
export const resources: Section = {
  id: 'resources',
  title: 'Resources',
  body({ series: { resources: seen, faults } }) {
    if (seen.processes.length === 0 && seen.machine === null && seen.database === null) return null;
    const where: Where = { span: spanOf(seen), faults };
    return html`${seen.processes.length > 0 && processes(seen, where)}
<div class="small-figures">${seen.machine !== null && machine(seen.machine, where)}
${seen.database !== null && database(seen.database, where)}</div>`;
  },
};

/** Where in time, and what was broken then. */
interface Where {
  readonly span: Span;
  readonly faults: readonly FaultBand[] | undefined;
}

function processes(seen: ResourceSeries, where: Where): Markup {
  const busiest = seen.processes.toSorted((a, b) => largest(b.cores) - largest(a.cores));
  const shown = seen.processes.filter((process) => busiest.slice(0, linesMax).includes(process));
  const hidden = seen.processes.length - shown.length;
  const legend: readonly LegendItem[] = shown.map((process, index) => ({
    name: named(process),
    look: lineLook(index),
  }));
  const lines = (values: (process: ProcessSeries) => readonly number[]): readonly SampledLine[] =>
    shown.map((process, index) => ({ atMs: process.atMs, values: values(process), look: lineLook(index) }));
  const charts: readonly Omit<SamplesChart, 'span'>[] = [
    { id: 'cpu', label: 'CPU by process', lines: lines(({ cores }) => cores), format: (value) => String(value) },
    {
      id: 'rss',
      label: 'Memory by process',
      lines: lines(({ rssBytes }) => rssBytes),
      format: (value) => bytes(value, 2),
    },
    { id: 'fds', label: 'Descriptors by process', lines: lines(({ descriptors }) => descriptors), format: count },
  ];
  const titles = ['CPU, cores in use', 'Memory, resident', 'Open descriptors'];
  const figures = charts.map((chart, index) =>
    smallFigure({ title: titles[index] ?? '', draw: (size) => samplesOverTime({ ...chart, ...where }, size) }),
  );
  return html`<ul class="legend shared">${legend.map(legendItem)}</ul>
${hidden > 0 && html`<p class="small">Not drawn: the ${hidden} with least CPU.</p>`}
<div class="small-figures">${figures}</div>
${processTable(seen.processes)}`;
}

function legendItem({ name, look }: LegendItem): Markup {
  return html`<li>${sample(look)} ${name}</li>`;
}

function processTable(all: readonly ProcessSeries[]): Markup {
  const columns = ['samples', 'CPU mean', 'CPU most', 'memory first', 'memory most', 'descriptors most'];
  const rows = all.map((process) => [
    html`<bdi>${named(process)}</bdi>`,
    count(process.atMs.length),
    `${decimal(mean(process.cores), 2)} cores`,
    `${decimal(largest(process.cores), 2)} cores`,
    bytes(process.rssBytes[0] ?? 0),
    bytes(largest(process.rssBytes)),
    count(largest(process.descriptors)),
  ]);
  return table('By process', [{ head: 'process' }, ...columns.map((head) => ({ head, isFigure: true }))], rows);
}

function machine(seen: NonNullable<ResourceSeries['machine']>, where: Where): Markup {
  const looks = [lineLook(0), lineLook(1)] as const;
  return smallFigure({
    title: `Whole machine, ${seen.cores} cores`,
    legend: [
      { name: 'busy', look: looks[0] },
      { name: 'taken by the host (steal)', look: looks[1] },
    ],
    caption: html`Busy ${percent(mean(seen.busy), 1)} on average, ${percent(largest(seen.busy), 1)} at most;
memory left at least ${bytes(least(seen.memoryAvailableBytes), 3, 'down')}.`,
    draw: (size) =>
      samplesOverTime(
        {
          id: 'machine',
          label: 'Share of all cores that was busy, and that the host took away',
          ...where,
          lines: [
            { atMs: seen.atMs, values: seen.busy, look: looks[0] },
            { atMs: seen.atMs, values: seen.steal, look: looks[1] },
          ],
          format: (value) => `${decimal(value * 100, 2)} %`,
          limit: { value: 1, words: 'all cores' },
        },
        size,
      ),
  });
}

function database(seen: NonNullable<ResourceSeries['database']>, where: Where): Markup {
  const names = ['open', 'active', 'waiting for a lock'];
  const values = [seen.connections, seen.active, seen.waitingForLock];
  const allowed = seen.limit === null ? '' : `; the pools allow ${count(seen.limit)}`;
  const limit = seen.limit === null ? {} : { limit: { value: seen.limit, words: `pools allow ${count(seen.limit)}` } };
  return smallFigure({
    title: 'Database connections',
    legend: names.map((name, index) => ({ name, look: lineLook(index) })),
    caption: `At most ${count(largest(seen.connections))} open and ${count(largest(seen.active))} active${allowed}.`,
    draw: (size) =>
      samplesOverTime(
        {
          id: 'connections',
          label: 'Database connections over time',
          ...where,
          lines: values.map((each, index) => ({ atMs: seen.atMs, values: each, look: lineLook(index) })),
          format: count,
          ...limit,
        },
        size,
      ),
  });
}

function named({ name, role }: ProcessSeries): string {
  return name === role ? visibleLine(name, 60) : `${visibleLine(name, 60)} (${visibleLine(role, 20)})`;
}

function spanOf({ processes: all, machine: whole, database: connections }: ResourceSeries): Span {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const times of [...all.map(({ atMs }) => atMs), whole?.atMs ?? [], connections?.atMs ?? []]) {
    fromMs = Math.min(fromMs, times[0] ?? fromMs);
    toMs = Math.max(toMs, times.at(-1) ?? toMs);
  }
  return Number.isFinite(fromMs) ? { fromMs, toMs: Math.max(toMs, fromMs + 1000) } : { fromMs: 0, toMs: 1000 };
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function least(values: readonly number[]): number {
  return values.reduce((lowest, value) => Math.min(lowest, value), values[0] ?? 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
}
