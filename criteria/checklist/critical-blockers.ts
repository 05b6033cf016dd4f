import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'critical blockers');

/** Security, database and tests; sql-injection, admin-2fa and coverage stand under sections that are graver still. */
export const criticalBlockers: readonly Criterion[] = [
  of('pii-at-rest', 'Is personal data encrypted at rest?', 'probed'),
  of('password-policy', 'Are weak passwords refused?', 'probed'),
  of('rate-limiting', 'Does every endpoint limit its rate, also under load?', 'probed', {
    alsoIn: ['before launch'],
  }),
  of('csrf', 'Are requests forged by another site refused?', 'probed'),
  of('security-headers', 'Are HSTS and CSP sent?', 'probed'),
  of('session-management', 'Do sessions rotate at sign-in, end at sign-out, expire, and carry safe cookies?', 'probed'),
  of('connection-pooling', 'Do database connections stay bounded under load, and are they given back?', 'measured', {
    bound: { operator: '<=', threshold: 0, unit: 'connections' },
  }),
  of('indexes', 'Are calls, appointments and webhooks read by index under load?', 'measured', {
    bound: { operator: '<=', threshold: 0, unit: 'scans per 1,000 requests' },
    notMeasured: 'not measured: no statistics of tables with these names and enough rows were recorded under load',
  }),
  of('foreign-keys', 'Are all foreign keys valid, with no orphans?', 'probed'),
  of(
    'query-optimisation',
    'Do statements read little more than they return, and requests need few of them?',
    'measured',
    {
      alsoIn: ['should have', 'before launch'],
      bound: { operator: '<=', threshold: 100, unit: 'rows read per row returned' },
      notMeasured: 'not measured: no statistics of statements were recorded under load',
    },
  ),
  of('read-replicas', 'Do replicas keep up, and do users read what they wrote?', 'measured'),
  of('automated-backups', 'Are backups made by themselves?', 'probed'),
  of('restore-procedure', 'Does a restore lose nothing acknowledged, and is it quick?', 'measured', {
    notMeasured: 'not measured: no restore drill was part of this run',
  }),
  of('test-suite-green', "Do all of the platform's own tests pass?", 'ingested'),
  of('webhook-integration-tests', 'Do its integration tests of webhooks pass?', 'ingested'),
  of('end-to-end-booking-test', 'Can a booking be made from end to end?', 'probed'),
  of('performance-with-1000-concurrent-users', 'Do latency and errors hold with 1,000 users at once?', 'measured', {
    bound: { operator: '>=', threshold: 1000, unit: 'open journeys' },
  }),
  of('penetration-test', 'Was a penetration test passed?', 'ingested', { alsoIn: ['before launch'] }),
];
