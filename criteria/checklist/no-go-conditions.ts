import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'no-go conditions');

/** Any one stops the launch. */
export const noGoConditions: readonly Criterion[] = [
  of('sql-injection', 'Does any input reach the database as SQL?', 'probed', { alsoIn: ['critical blockers'] }),
  of('admin-2fa', 'Can an admin account sign in without a second factor?', 'probed', {
    alsoIn: ['critical blockers'],
  }),
  of('coverage-floor', 'Is test coverage below the floor?', 'ingested', {
    bound: { operator: '>=', threshold: 60, unit: '%' },
  }),
  of('restore-untested', 'Was a backup restored, and what it held checked?', 'measured', {
    notMeasured: 'not measured: no restore drill was part of this run',
  }),
  of('features-missing', 'Is a critical feature missing?', 'probed'),
  of('unmonitored', 'Is monitoring in place?', 'probed'),
  of('audit-failed', 'Did the platform pass its security audit?', 'ingested'),
];
