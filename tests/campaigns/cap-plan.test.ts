import * as assert from 'uvu/assert';
import { capPlan } from '../../campaigns/cap-plan.ts';
import { arrivalCount } from '../../core/plan.ts';
import type { Round } from '../../core/round.ts';
import { bookingDay } from '../../scenarios/booking-day.plan.ts';
import { suite } from '../door.ts';

const test = suite('a plan under a cap');

const journeyMs = { 'voice-call': 51_000, 'web-booking': 44_000, 'staff-day': 42_000 };
const plan = bookingDay.plan({ users: 1_000, journeyMs });

function round(number: number, contenders: number): Round {
  const fromMs = number * 1_000;
  const lanes = Array.from({ length: contenders }, (_, lane) => ({ lane, role: 'book', customer: 'c', offsetMs: 0 }));
  const times = { fromMs, meetMs: fromMs + 500, toMs: fromMs + 900 };
  return { number, shape: 'n-for-one-slot', factors: {}, ...times, places: [], contenders: lanes };
}

test('arrivals are scaled down to what may be asked, users with them, and the plan says so', () => {
  const capped = capPlan(plan, 50);
  const share = capped.cap?.arrivalsShare ?? 1;
  assert.ok(share > 0.1 && share < 0.3, `share ${share}`);
  for (const [index, arrivals] of capped.arrivals.entries()) {
    const before = arrivalCount(plan.arrivals[index] as (typeof plan.arrivals)[number]);
    assert.ok(Math.abs(arrivalCount(arrivals) - before * share) <= 2, arrivals.journey);
  }
  assert.is(capped.users, Math.floor(1_000 * share));
  assert.is(capped.cap?.requestsPerSecondMax, 50);
  // k6 takes thousandths only.
  assert.ok(capped.arrivals.every(({ startPerSecond }) => Number.isInteger(Math.round(startPerSecond * 1e6) / 1e3)));
});

test('what is below the cap stays as it is', () => {
  assert.is(capPlan(plan, 5_000), plan);
});

test('rounds of races that would ask too much in a second are left out, and counted', () => {
  const rounds = [round(0, 10), round(1, 30), round(2, 10), round(2, 10), round(3, 12)];
  const capped = capPlan({ ...plan, arrivals: [], rounds, lanes: 30 }, 50);
  assert.equal(
    capped.rounds?.map(({ number, contenders }) => [number, contenders.length]),
    [
      [0, 10],
      [2, 10],
      [3, 12],
    ],
  );
  assert.equal(capped.cap, { requestsPerSecondMax: 50, roundsDropped: 2 });
});
