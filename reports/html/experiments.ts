import type { ClaimName, ExperimentPhase, ExperimentResult } from '../../core/experiment.ts';
import type { Finding } from '../../core/finding.ts';
import type { FaultBand, LoadSeries, Series } from '../../criteria/series.ts';
import { lineLook } from '../charts/palette.ts';
import { perSecond } from '../charts/per-second.ts';
import { clock, count, duration } from '../figures.ts';
import { visibleLine } from '../visible-text.ts';
import { wideFigure } from './chart-figure.ts';
import { html, type Insertable, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { badge } from './status.ts';
import { table } from './table.ts';

/** What was broken on purpose: the hypothesis, the phases, what held of it, and how long it took to recover. */
export const experiments: Section = {
  id: 'experiments',
  title: 'Experiments',
  body({ verdict: { experiments: all = [], findings }, series }) {
    if (all.length === 0) return null;
    const list = all.map((experiment, index) => tell(experiment, series, index));
    return html`${all.length > 1 && overview(all)}${lawsOver(findings)}${list}`;
  },
};

/** What was lost, and by which ids, the laws tell: they judge over all that was broken together. */
function lawsOver(findings: readonly Finding[]): Markup {
  const broken = findings.filter(({ validity }) => validity === 'invalid').map(({ by }) => by);
  if (broken.length === 0) return html`<p class="small">No law was seen broken through all of it.</p>`;
  return html`<p>Broken: ${broken.join(', ')}. What was lost, by id, stands under <a href="#laws">Laws</a>.</p>`;
}

function overview(all: readonly ExperimentResult[]): Markup {
  const columns = [{ head: 'experiment' }, { head: '' }, { head: 'as before after', isFigure: true }];
  const rows = all.map((experiment, index) => {
    const why = whyNot(experiment);
    return [
      html`<span class="shape"><a href="#experiment-${index}">${visibleLine(experiment.name, 80)}</a>
${why !== '' && html`<br><span class="small">${visibleLine(why, 300)}</span>`}</span>`,
      badge(experiment.status),
      recovery(experiment),
    ];
  });
  return table('What was broken, one after the other', columns, rows);
}

function recovery({ timeToRecoverMs }: ExperimentResult): string {
  if (timeToRecoverMs === undefined) return '';
  return timeToRecoverMs === null ? 'never' : seconds(timeToRecoverMs);
}

/** Nobody knows it more exactly than that. */
function seconds(ms: number): string {
  return `${count(ms / 1000)} s`;
}

function whyNot({ reason, claims, status }: ExperimentResult): string {
  return reason ?? claims.find((claim) => claim.status === status && status !== 'pass')?.said ?? '';
}

function tell(experiment: ExperimentResult, series: Series, index: number): Markup {
  const { name, hypothesis, status, reason, claims, phases } = experiment;
  const load = series.loads.find(({ plan }) => plan === name);
  return html`<h3 id="experiment-${index}"><bdi>${visibleLine(name, 80)}</bdi> ${badge(status)}</h3>
<p>${visibleLine(hypothesis, 400)}</p>
${reason !== undefined && html`<p>It counts for nothing: ${visibleLine(reason, 400)}.</p>`}
<ul class="claims">${claims.map(
    (claim) => html`<li>${badge(claim.status)} <b>${words[claim.claim]}</b>: ${visibleLine(claim.said, 400)}</li>`,
  )}</ul>
${load !== undefined && figureOf(load, experiment, { index, faults: series.faults })}
${faultTable(experiment, series.faults ?? [])}
${phaseTable(name, phases)}`;
}

const words: Readonly<Record<ClaimName, string>> = {
  errors: 'Errors',
  latency: 'Latency',
  recovery: 'Recovery',
  bookings: 'Bookings',
  'graceful-stop': 'Graceful stop',
  throughput: 'Throughput',
};

function figureOf(
  load: LoadSeries,
  experiment: ExperimentResult,
  { index, faults }: { readonly index: number; readonly faults: readonly FaultBand[] | undefined },
): Markup {
  const failed = Array.from({ length: load.length }, (_, second) =>
    load.errors.reduce((sum, { counts }) => sum + (counts[second] ?? 0), 0),
  );
  const lines = [
    { name: 'requests', values: load.requests, choice: 'min' as const },
    { name: 'failed', values: failed, choice: 'max' as const },
  ];
  const label = `Requests a second, and those that failed; ${recoveryInWords(experiment)}`;
  return wideFigure({
    title: 'Requests a second, and those that failed',
    legend: lines.map(({ name }, place) => ({ name, look: lineLook(place) })),
    caption: `${recoveryInWords(experiment)} Coloured bands: what was broken, by the numbers below.`,
    draw: (size, suffix) => perSecond({ id: `exp${index}${suffix}`, label, load, lines, faults }, size),
  });
}

function recoveryInWords({ timeToRecoverMs }: ExperimentResult): string {
  if (timeToRecoverMs === undefined) return 'How long it took to recover was not judged.';
  if (timeToRecoverMs === null) return 'It was never seen to recover.';
  return timeToRecoverMs === 0
    ? 'It was as before at once.'
    : `It was as before ${seconds(timeToRecoverMs)} after the healing.`;
}

function faultTable({ name, faults }: ExperimentResult, bands: readonly FaultBand[]): Markup | null {
  if (faults.length === 0) return null;
  const rows = faults.map(({ fault, fromMs, toMs, effect }): readonly Insertable[] => {
    const band = bands.find((one) => one.fault === fault && one.fromMs === fromMs);
    return [
      html`${band !== undefined && html`<b>${band.number}</b> `}<bdi>${visibleLine(fault, 120)}</bdi>`,
      clock(fromMs),
      toMs === null ? 'never' : clock(toMs),
      effect === null ? 'nothing' : visibleLine(effect, 200),
    ];
  });
  const columns = [
    { head: 'fault' },
    { head: 'from', isFigure: true },
    { head: 'healed', isFigure: true },
    { head: 'what others saw of it' },
  ];
  return table(`What was broken in ${visibleLine(name, 80)}`, columns, rows);
}

function phaseTable(name: string, phases: readonly ExperimentPhase[]): Markup {
  const heads = ['from', 'lasted', 'requests', 'failed', '95 % answered within', 'booked'];
  const rows = phases.map(({ name: phase, fromMs, toMs, requests, failed, p95Ms, booked }) => [
    phase,
    clock(fromMs),
    duration(toMs - fromMs),
    count(requests),
    count(failed),
    p95Ms === null ? '' : duration(p95Ms, 3, 'up'),
    count(booked),
  ]);
  const columns = [{ head: 'phase' }, ...heads.map((head) => ({ head, isFigure: true }))];
  return table(`Phases of ${visibleLine(name, 80)}`, columns, rows);
}
