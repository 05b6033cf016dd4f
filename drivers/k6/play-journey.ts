import exec from 'k6/execution';
import type { LoadInput } from '../../core/load-input.ts';
import type { Operation } from '../../core/operation.ts';
import { type Arrivals, dueArrivalMs } from '../../core/plan.ts';
import { isPause, type Journey } from '../../targets/journey.ts';
import type { Target } from '../../targets/target.ts';
import { openVisit } from '../visit.ts';
import { mark, record } from './history.ts';
import { openSender, type Sender } from './request.ts';
import { openUser, type User } from './user.ts';

export interface Play<Row> {
  readonly input: LoadInput;
  readonly secretOf: (name: string) => string | undefined;
  readonly target: Target;
  readonly clock: () => number;
  readonly rows: readonly Row[];
  readonly arrivals: Arrivals;
  readonly goal: 'booking' | 'other';
  readonly journey: Journey<Row>;
}

/**
 * An iteration that plays one visit from its arrival to its end, or to the end of the load: a user whose time is up
 * stops at the next pause and says so, so that k6 never has to cut an iteration and lose its lines.
 */
export function playJourney<Row>(play: Play<Row>): () => void {
  const { input, target, clock, arrivals, goal } = play;
  const { offers } = target;
  const { journey } = arrivals;
  const lengthMs = input.plan.phases[input.plan.phases.length - 1]?.toMs ?? 0;
  const write = input.isRecorded ? record : () => undefined;
  const sender = openSender(input.baseUrls, play.secretOf, { isSticky: offers.stickySessions, clock });
  const tellResends = resendTeller(sender, journey, clock);

  return () => {
    const arrival = exec.scenario.iterationInTest;
    const loadMs = exec.scenario.startTime - input.originMs;
    if (arrival === 0) mark({ mark: 'load-started', atMs: loadMs, detail: { journey } });
    const startMs = clock();
    const dueMs = dueArrivalMs(arrivals, arrival, startMs - loadMs);
    const intendedMs = dueMs === undefined ? startMs : loadMs + dueMs;
    const visit = openVisit(input, journey, arrival, offers);
    const operation = { id: visit.nextId(), process: visit.process() };
    sender.begin(arrival);
    const user = openUser({
      ...{ input, target, visit, sender, clock, write },
      arrivedMs: intendedMs,
      endMs: loadMs + lengthMs,
    });
    const type = walk(
      play.journey(play.rows[(input.firstRow + arrival) % play.rows.length] as Row, visit.player),
      user,
    );
    write({
      ...operation,
      intent: operation.id,
      verb: 'journey',
      keys: [],
      ...{ startMs, endMs: clock(), intendedMs, type },
      requests: [],
      value: { asked: { journey, goal, arrival }, answered: user.account() },
    });
    tellResends();
  };
}

function walk(steps: ReturnType<Journey<never>>, user: User): Operation['type'] {
  let result = steps.next();
  while (!result.done) {
    const step = result.value;
    if (isPause(step)) {
      if (!user.pause(step.pauseMs)) return 'info';
      result = steps.next();
    } else if (user.isOver()) return 'info';
    else result = steps.next(user.perform(step));
  }
  return result.value ? 'ok' : 'fail';
}

function resendTeller(sender: Sender, journey: string, clock: () => number): () => void {
  let told = 0;
  return () => {
    const count = sender.resends() - told;
    if (count > 0) mark({ mark: 'resend-suspected', atMs: clock(), detail: { count, journey } });
    told += count;
  };
}
