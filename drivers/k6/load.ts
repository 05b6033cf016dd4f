import { SharedArray } from 'k6/data';
import type { Options } from 'k6/options';
import type { LoadInput } from '../../core/load-input.ts';
import type { Round } from '../../core/round.ts';
import type { Shape } from '../../scenarios/races/shape.ts';
import type { Journey } from '../../targets/journey.ts';
import type { Target } from '../../targets/target.ts';
import { crowdTogether } from '../crowd-together.ts';
import { openClock } from './open-clock.ts';
import { openSecrets } from './open-secrets.ts';
import { optionsOf } from './options-of.ts';
import { playJourney } from './play-journey.ts';
import { playRaces } from './play-races.ts';

export interface Load {
  readonly options: Options;
  /** An iteration that plays the journey's next row; what a scenario exports under the journey's name. */
  play<Row>(name: string, goal: 'booking' | 'other', journey: Journey<Row>): () => void;
  /** An iteration that is one lane of the plan's races; what a scenario exports as `race`. */
  race(shapes: readonly Shape[]): () => Promise<void>;
}

/** Opens what the harness handed over (`ANSTURM_LOAD`, a LoadInput file); to be called in k6's init context. */
export function openLoad(): Load {
  const input = JSON.parse(open(__ENV.ANSTURM_LOAD ?? '')) as LoadInput;
  const secretOf = openSecrets();
  const { target } = require(input.targetFile) as { target: Target };
  const clock = openClock(input.originMs);
  return {
    options: { ...optionsOf(input.plan), ...(input.hosts === undefined ? {} : { hosts: input.hosts }) },
    play(name, goal, journey) {
      const arrivals = input.plan.arrivals.find((each) => each.journey === name);
      if (arrivals === undefined) return () => undefined;
      const rows = new SharedArray(name, () =>
        crowdTogether(rowsOf(input.demandFile, name), input.plan.crowding ?? 0, input.seed),
      ) as unknown as readonly never[];
      return playJourney({ input, secretOf, target, clock, rows, arrivals, goal, journey });
    },
    race(shapes) {
      const file = input.roundsFile;
      if (file === undefined) throw new Error(`${input.plan.name} has no rounds`);
      const lanes = new SharedArray('lanes', () => lanesOf(JSON.parse(open(file)), input.plan.lanes ?? 0));
      return playRaces({ input, secretOf, target, clock, lanes: lanes as unknown as Round[][], shapes });
    },
  };
}

/** What each lane plays, in the order of the times; a lane reads its own alone. */
function lanesOf(rounds: readonly Round[], count: number): Round[][] {
  const lanes = Array.from({ length: count }, (): Round[] => []);
  for (const round of [...rounds].sort((a, b) => a.fromMs - b.fromMs)) {
    for (const lane of new Set(round.contenders.map((contender) => contender.lane))) lanes[lane]?.push(round);
  }
  return lanes;
}

function rowsOf(demandFile: string, journey: string): object[] {
  const demand = JSON.parse(open(demandFile)) as { journeys: Record<string, object[]> };
  const rows = demand.journeys[journey] ?? [];
  if (rows.length === 0) throw new Error(`no rows for ${journey} in ${demandFile}`);
  return rows;
}
