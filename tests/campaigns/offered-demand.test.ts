import * as assert from 'uvu/assert';
import type { Demand } from '../../campaigns/journey-lengths.ts';
import { offeredDemand } from '../../campaigns/offered-demand.ts';
import type { Catalogue } from '../../targets/target.ts';
import { suite } from '../door.ts';

const test = suite('demand for what is offered');
const person = { tenant: 'company-1', name: 'Anna Grün', phone: '+493023125000', customer: 'customer-7' };
const wish = { ...person, branch: 'branch-1', service: 'service-1', fromDay: '2026-01-01', days: 2, patience: 1 };
const call = { ...wish, turns: [1, 2, 3, 4] as const };
const web = { ...wish, pauses: [1, 2, 3, 4, 5, 6] as const, after: 'none' as const };
const staff = { tenant: 'company-1', branch: 'branch-1', day: '2026-01-01', looks: 1, pauses: [1], noShow: false };
const demand: Demand = {
  journeys: { 'voice-call': Array(40).fill(call), 'web-booking': Array(40).fill(web), 'staff-day': [staff] },
};
const offering = { branch: 'haus', service: 'cut', timeZone: 'UTC', durationMinutes: 30 };
const offerings = [
  { ...offering, tenant: 'nord', resources: ['mia', 'tom'], daysAhead: { from: 3, to: 6 } },
  { ...offering, tenant: 'sued' },
];
const made = (catalogue: Catalogue, seed = 1): Demand =>
  offeredDemand(demand, catalogue, { seed, anchorDay: '2027-03-01' });

test('the same people want what is offered, on days that can be booked, of whoever has to be named', () => {
  const { journeys } = made({ offerings, customers: { nord: ['n-1', 'n-2'] } });
  const visits = [...journeys['voice-call'], ...journeys['web-booking']];
  assert.equal([...new Set(visits.map(({ tenant }) => tenant))].sort(), ['nord', 'sued']);
  for (const { tenant, service, resource, customer, fromDay, name } of visits) {
    assert.equal([service, name], ['cut', 'Anna Grün']);
    if (tenant === 'sued') assert.equal([resource, customer], [undefined, null]);
    else {
      assert.ok(['mia', 'tom'].includes(resource ?? ''));
      assert.ok(['n-1', 'n-2'].includes(customer ?? ''));
      // Two days would do, and the sixth is the last one.
      assert.ok(fromDay >= '2027-03-04' && fromDay <= '2027-03-06', fromDay);
    }
  }
  assert.equal(journeys['voice-call'][0]?.turns, call.turns);
  assert.equal(journeys['staff-day'][0]?.branch, 'haus');
});

test('a seed makes the same demand again, and another one another', () => {
  assert.equal(made({ offerings }), made({ offerings }));
  assert.not.equal(made({ offerings }), made({ offerings }, 2));
});
