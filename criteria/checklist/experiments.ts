import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'experiments');

const notMeasured = 'not measured: nothing was broken on purpose in this run';

/** What a platform owes to its users while something is broken on purpose, and after it is healed. */
export const experiments: readonly Criterion[] = [
  of('recovery', 'Is all as before, and can be booked again, soon after a fault is healed?', 'measured', {
    bound: { operator: '<=', threshold: 20, unit: 's' },
    notMeasured,
  }),
  of('fault-tolerance', 'Does no more fail while a part is broken than needs that part?', 'measured', { notMeasured }),
  of('graceful-stop', 'Does a process that is told to stop answer what it has begun?', 'measured', {
    notMeasured: 'not measured: no process was told to stop under load',
  }),
];
