import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'laws');

/** Every law is a gate; its checker in checkers/ bears the same name. */
export const laws: readonly Criterion[] = [
  of('accounting', 'Is everything that was acknowledged stored as it was, and nothing else?', 'measured', {
    bound: { operator: '=', threshold: 0, unit: 'cases' },
    notMeasured: 'not measured: no history with the final state beside it',
  }),
];
