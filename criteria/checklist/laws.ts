import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'laws');

const none = { bound: { operator: '=', threshold: 0, unit: 'cases' } } as const;

/** Every law is a gate; its checker in checkers/ bears the same name. */
export const laws: readonly Criterion[] = [
  of('accounting', 'Is everything that was acknowledged stored as it was, and nothing else?', 'measured', {
    bound: { operator: '=', threshold: 0, unit: 'cases' },
    notMeasured: 'not measured: no history with the final state beside it',
  }),
  of('double-booking', 'Is no time given to two, and no seat sold that is not there?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history in which two asked for one time at the same moment',
  }),
  of('observations', 'Is what is offered free, and what is refused as taken somebody’s?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history of offers and refusals beside a world with services',
  }),
  of('idempotency', 'Does one idempotency key have one effect, whoever sends it again and whenever?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history in which a key was used twice',
  }),
  of('session-guarantees', 'Does everybody see what they have just done, and nothing older than before?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history in which somebody looked at an own booking',
  }),
  of('tenant-isolation', 'Does no company see or change what belongs to another?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history of two companies',
  }),
  of('availability', 'Is only time offered and booked that is worked, also when the clock is changed?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history of offers and bookings beside a world with hours',
  }),
  of('linearizability', 'Is there one order of events that explains what everybody was told?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history in which bookings met in time',
  }),
];
