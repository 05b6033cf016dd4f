import { SharedArray } from 'k6/data';
import type { Options } from 'k6/options';
import type { LoadInput } from '../../core/load-input.ts';
import type { Journey } from '../../targets/journey.ts';
import type { Target } from '../../targets/target.ts';
import { openClock } from './open-clock.ts';
import { optionsOf } from './options-of.ts';
import { playJourney } from './play-journey.ts';

export interface Load {
  readonly options: Options;
  /** An iteration that plays the journey's next row; what a scenario exports under the journey's name. */
  play<Row>(name: string, goal: 'booking' | 'other', journey: Journey<Row>): () => void;
}

/** Opens what the harness handed over (`ANSTURM_LOAD`, a LoadInput file); to be called in k6's init context. */
export function openLoad(): Load {
  const input = JSON.parse(open(__ENV.ANSTURM_LOAD ?? '')) as LoadInput;
  const secrets = JSON.parse(__ENV.ANSTURM_SECRETS ?? '{}') as Record<string, string>;
  const { target } = require(input.targetFile) as { target: Target };
  const clock = openClock(input.originMs);
  return {
    options: optionsOf(input.plan),
    play(name, goal, journey) {
      const arrivals = input.plan.arrivals.find((each) => each.journey === name);
      if (arrivals === undefined) return () => undefined;
      const rows = new SharedArray(name, () => rowsOf(input.demandFile, name)) as unknown as readonly never[];
      return playJourney({ input, secrets, target, clock, rows, arrivals, goal, journey });
    },
  };
}

function rowsOf(demandFile: string, journey: string): unknown[] {
  const demand = JSON.parse(open(demandFile)) as { journeys: Record<string, unknown[]> };
  const rows = demand.journeys[journey] ?? [];
  if (rows.length === 0) throw new Error(`no rows for ${journey} in ${demandFile}`);
  return rows;
}
