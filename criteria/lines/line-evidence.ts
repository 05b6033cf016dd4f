import type { ExperimentResult } from '../../core/experiment.ts';
import type { TimelineEvent } from '../../core/run.ts';
import type { GeneratorResult } from '../../core/verdict.ts';
import type { Bounds } from '../bounds.ts';
import type { DecidingRequests } from '../folds/deciding-requests.ts';
import type { MadeBookings } from '../folds/made-bookings.ts';
import type { ProbeColumns } from '../folds/probe-columns.ts';
import type { ResourceFigures, ResourceRecord } from '../folds/resource-figures.ts';
import type { Load } from '../folds/windows.ts';

/** All that the lines of the checklist are judged from, once everything was read. */
export interface LineEvidence {
  readonly bounds: Bounds;
  readonly loads: readonly Load[];
  /** The loads whose plans say that they feed the criterion. */
  feeding(criterion: string): readonly Load[];
  /** The requests of the measured phases of those loads. */
  requests(criterion: string): DecidingRequests;
  readonly probes: ProbeColumns;
  readonly resources: ResourceRecord;
  readonly made: MadeBookings;
  readonly figures: ResourceFigures;
  readonly generator: GeneratorResult;
  readonly experiments: readonly ExperimentResult[];
  readonly timeline: readonly TimelineEvent[];
  readonly machineMemoryBytes: number;
}
