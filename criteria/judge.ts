import type { StoredBooking } from '../core/booking.ts';
import type { ExperimentResult } from '../core/experiment.ts';
import type { Finding } from '../core/finding.ts';
import type { HistoryHeader, Mark, Operation } from '../core/operation.ts';
import type { Plan } from '../core/plan.ts';
import type { Journals, ProviderLine } from '../core/provider.ts';
import type { ResourceSample } from '../core/resource-sample.ts';
import type { RunRecord, TimelineEvent } from '../core/run.ts';
import type { RecordingProblem, Verdict } from '../core/verdict.ts';
import type { Bounds } from './bounds.ts';
import { openDamage } from './damage.ts';
import { drawSeries } from './draw-series.ts';
import { type ExperimentEvidence, judgeExperiment } from './experiments/judge-experiment.ts';
import { decidingRequests } from './folds/deciding-requests.ts';
import { type FaultSpan, faultSpans, sinceUnderWay, withoutFaults } from './folds/fault-spans.ts';
import { type LoadRecord, openLoadRecord } from './folds/load-record.ts';
import { type MadeBookings, openMadeBookings } from './folds/made-bookings.ts';
import { type OutgoingRecord, openOutgoingRecord } from './folds/outgoing-record.ts';
import { openProbeColumns } from './folds/probe-columns.ts';
import { openResourceRecord, resourceFigures } from './folds/resource-figures.ts';
import { type Load, loadOf } from './folds/windows.ts';
import { judgeGenerator } from './judge-generator.ts';
import { judgeLines } from './judge-lines.ts';
import type { LineEvidence } from './lines/line-evidence.ts';
import { measuredAt } from './lines/machine.ts';
import type { Series } from './series.ts';
import { underCircumstances } from './under-circumstances.ts';
import { type Scope, verdictWord } from './verdict-word.ts';

/** A law's checker, opened; `checkers/` has them, and whoever composes the judge hands them in. */
export interface OpenLaws {
  take(operation: Operation): void;
  takeInitial(booking: StoredBooking): void;
  takeFinal(booking: StoredBooking): void;
  takeRestored(booking: StoredBooking): void;
  takeProvider(line: ProviderLine): void;
  close(completeness: {
    readonly unseenOperations: number;
    readonly isHistoryWhole: boolean;
    readonly isInitialComplete: boolean;
    readonly isFinalComplete: boolean;
    readonly isRestoredComplete: boolean;
    readonly clockErrorMs: number;
    readonly journals: Journals;
  }): readonly Finding[];
}

export interface JudgeOptions {
  readonly run: RunRecord;
  readonly plans: readonly Plan[];
  readonly timeline: readonly TimelineEvent[];
  readonly campaign: Scope;
  readonly bounds: Bounds;
  readonly laws: OpenLaws;
}

/**
 * Judges a run as it streams by. Operations first (unsorted), then the initial, then the final state; resources and
 * problems at any time. A pure fold: the same recording gives the same verdict.
 */
export interface Judge {
  takeSource(header: HistoryHeader): void;
  takeOperation(operation: Operation, source: string): void;
  takeMark(mark: Mark, source: string): void;
  takeResource(sample: ResourceSample): void;
  takeInitial(booking: StoredBooking): void;
  takeFinal(booking: StoredBooking): void;
  /** What a platform shows that was brought back from a backup. */
  takeRestored(booking: StoredBooking): void;
  /** What providers saw of the platform's own calls, at any time. */
  takeProvider(line: ProviderLine): void;
  takeJournals(journals: Journals): void;
  takeProblem(problem: RecordingProblem): void;
  /** @param judgedAt ISO time */
  close(judgedAt: string): { readonly verdict: Verdict; readonly series: Series };
}

export function openJudge(options: JudgeOptions): Judge {
  const { plans, laws } = options;
  const records = new Map<string, LoadRecord>(plans.map((plan) => [plan.name, openLoadRecord(plan)]));
  const probes = openProbeColumns();
  const probeSources = new Set<string>();
  const userSources = new Set<string>(records.keys());
  const resources = openResourceRecord();
  const made = openMadeBookings();
  const outgoing = openOutgoingRecord();
  const problems: RecordingProblem[] = [];
  let clockErrorMs = 0;
  let journals: Journals = {};

  return {
    takeSource: ({ errorMs }) => {
      clockErrorMs = Math.max(clockErrorMs, 2 * errorMs);
    },
    takeOperation(operation, source) {
      if (operation.verb === 'probe') {
        probes.take(operation);
        probeSources.add(source);
        return;
      }
      records.get(source)?.take(operation);
      outgoing.take(operation);
      made.take(operation);
      userSources.add(source);
      laws.take(operation);
    },
    takeMark: (mark, source) => records.get(source)?.takeMark(mark),
    takeResource: (sample) => resources.take(sample),
    takeInitial: (booking) => laws.takeInitial(booking),
    takeFinal: (booking) => laws.takeFinal(booking),
    takeRestored: (booking) => laws.takeRestored(booking),
    takeProvider(line) {
      outgoing.takeLine(line);
      laws.takeProvider(line);
    },
    takeJournals: (told) => {
      journals = told;
    },
    takeProblem: (problem) => void problems.push(problem),
    close: (judgedAt) =>
      settle(
        options,
        { records, probes, probeSources, userSources, resources, made, outgoing, problems, clockErrorMs, journals },
        judgedAt,
      ),
  };
}

interface Taken {
  readonly records: ReadonlyMap<string, LoadRecord>;
  readonly probes: LineEvidence['probes'];
  readonly probeSources: ReadonlySet<string>;
  readonly userSources: ReadonlySet<string>;
  readonly resources: LineEvidence['resources'];
  readonly made: MadeBookings;
  readonly outgoing: OutgoingRecord;
  readonly problems: readonly RecordingProblem[];
  readonly clockErrorMs: number;
  readonly journals: Journals;
}

function settle(options: JudgeOptions, taken: Taken, judgedAt: string): ReturnType<Judge['close']> {
  const { run, plans, timeline, bounds, campaign } = options;
  const damage = openDamage(
    taken.problems,
    timeline,
    new Map([...taken.records].map(([source, record]) => [source, linesOf(record)])),
  );
  const faults = faultSpans(timeline);
  const loads = plans.flatMap((plan) => loadsOf(taken.records.get(plan.name), faults));
  const figures = resourceFigures(
    taken.resources,
    measuredAt(loads.filter(({ record }) => record.plan.feeds.length > 0)),
  );
  const generator = judgeGenerator(loads, plans, timeline, figures, bounds);
  const { resources, outgoing } = taken;
  const experiments = experimentsOf(loads, { timeline, bounds, resources, outgoing });
  const evidence: LineEvidence = {
    ...{ bounds, loads, experiments, generator, figures, timeline, probes: taken.probes, resources: taken.resources },
    made: taken.made,
    machineMemoryBytes: run.machine.memoryBytes,
    ...requestsByFeed(loads),
  };
  const jumpedMs = timeline.reduce(
    (sum, event) => sum + (event.event === 'clock-jumped' ? Math.abs(event.jumpMs) : 0),
    0,
  );
  const completeness = {
    unseenOperations: [...taken.userSources].reduce((sum, source) => sum + damage.unseen(source), 0),
    isHistoryWhole: [...taken.userSources].every((source) => damage.ofHistory(source) === undefined),
    isInitialComplete: damage.ofFile('initial-state.ndjson') === undefined,
    isFinalComplete: damage.ofFile('final-state.ndjson') === undefined,
    isRestoredComplete: damage.ofFile('restored-state.ndjson') === undefined,
    clockErrorMs: taken.clockErrorMs + jumpedMs,
    journals: taken.journals,
  };
  const findings = options.laws.close(completeness);
  const criteria = judgeLines(evidence, findings, damage, taken.probeSources, campaign);
  const { word, sentence } = underCircumstances(verdictWord(criteria, campaign), timeline, plans);
  const verdict: Verdict = {
    ...{ schemaVersion: 1, verdict: word, sentence, campaign: run.campaign, target: run.target },
    ...{ environment: run.environment, seed: run.seed, defects: run.defects, judgedAt },
    ...{ criteria, findings, generator, recording: taken.problems, ...racesOf(loads) },
    ...(experiments.length === 0 ? {} : { experiments }),
  };
  return { verdict, series: drawSeries(evidence, taken.outgoing) };
}

/** What a load's generator says that it completed has a line each: journeys, lanes of races, deliveries. */
function linesOf(record: LoadRecord): number {
  return record.arrivals() + record.lanes() + record.storm.deliveries.startMs.length;
}

function experimentsOf(loads: readonly Load[], evidence: ExperimentEvidence): readonly ExperimentResult[] {
  return loads.flatMap((load) => judgeExperiment(load, evidence) ?? []);
}

/** What the races were worth; absent where the run has none. */
function racesOf(loads: readonly Load[]): Pick<Verdict, 'races'> {
  const races = loads.flatMap(({ record }) => record.races.summaries());
  return races.length === 0 ? {} : { races };
}

/** When a load began its own first mark says; without one there was no load. */
function loadsOf(record: LoadRecord | undefined, faults: readonly FaultSpan[]): readonly Load[] {
  const startedMs = record?.startedMs();
  if (record === undefined || startedMs === undefined) return [];
  const load = loadOf(record, startedMs);
  return [{ ...load, phases: withoutFaults(load.phases, sinceUnderWay(faults, record.requests)) }];
}

/** Several criteria are fed by the same loads: their requests are gathered once. */
function requestsByFeed(loads: readonly Load[]): Pick<LineEvidence, 'feeding' | 'requests'> {
  const gathered = new Map<string, ReturnType<typeof decidingRequests>>();
  const feeding = (criterion: string): readonly Load[] =>
    loads.filter(({ record }) => record.plan.feeds.includes(criterion));
  return {
    feeding,
    requests(criterion) {
      const fed = feeding(criterion);
      const key = fed.map(({ record }) => record.plan.name).join('\n');
      const known = gathered.get(key);
      if (known !== undefined) return known;
      const requests = decidingRequests(fed);
      gathered.set(key, requests);
      return requests;
    },
  };
}
