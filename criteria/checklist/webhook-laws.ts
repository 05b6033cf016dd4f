import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'laws');

const none = { bound: { operator: '=', threshold: 0, unit: 'cases' } } as const;

/** What is owed to whoever sends webhooks; each line's checker in checkers/ bears the same name. */
export const webhookLaws: readonly Criterion[] = [
  of(
    'exactly-once',
    'Has every acknowledged event one effect, however often it comes, and a forged one none?',
    'measured',
    {
      ...none,
      notMeasured: 'not measured: no history in which an event was delivered twice at once',
    },
  ),
  of('order-independence', 'Does a call end alike, in whatever order its events are delivered?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history in which a cancellation came before its booking',
  }),
  of('signatures', 'Is every forged delivery refused, and every genuine one taken?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history of forged deliveries beside genuine ones',
  }),
  of('liveness', 'Is every acknowledged event dealt with in time, whatever stands before it?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history that tells what waits after the events were delivered',
  }),
];
