import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'success criteria');

/** The thresholds of the launch. */
export const successCriteria: readonly Criterion[] = [
  of('api-latency', 'Do 95 % of API requests answer in time?', 'measured', {
    alsoIn: ['before launch'],
    bound: { operator: '<', threshold: 200, unit: 'ms' },
    samplesMin: 200,
  }),
  of('error-rate', 'Does the share of requests that fail stay small?', 'measured', {
    bound: { operator: '<', threshold: 0.1, unit: '%' },
  }),
  of('uptime', 'Is the platform there when it is asked?', 'measured', {
    bound: { operator: '>', threshold: 99.9, unit: '%' },
  }),
  of('critical-vulnerabilities', 'Are there known critical vulnerabilities?', 'ingested', {
    bound: { operator: '=', threshold: 0, unit: 'vulnerabilities' },
  }),
  of('test-coverage', 'How much of the platform do its own tests cover?', 'ingested', {
    alsoIn: ['critical blockers'],
    bound: { operator: '>', threshold: 80, unit: '%' },
  }),
  of('booking-success', 'Do attempts to book by real demand end in a booking?', 'measured', {
    bound: { operator: '>', threshold: 95, unit: '%' },
  }),
  of('satisfaction', 'Are customers satisfied?', 'attested', {
    weight: 'advice',
    bound: { operator: '>', threshold: 4.5, unit: 'of 5' },
  }),
  of('booking-time', 'How long is it from the start of a call to a confirmed booking, on average?', 'measured', {
    bound: { operator: '<', threshold: 3, unit: 'min' },
    samplesMin: 30,
  }),
  of('support-tickets', 'How many bookings lead to a support ticket?', 'attested', {
    weight: 'advice',
    bound: { operator: '<', threshold: 5, unit: '%' },
  }),
  of('adoption', 'How many of those who could use the system do?', 'attested', {
    weight: 'advice',
    bound: { operator: '>', threshold: 80, unit: '%' },
  }),
];
