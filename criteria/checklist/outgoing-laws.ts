import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'laws');

const none = { bound: { operator: '=', threshold: 0, unit: 'cases' } } as const;

/**
 * What is owed to users and to the services that a platform calls; each line's checker bears the same name. That of the
 * law about circuit breakers stands among those of high priority.
 */
export const outgoingLaws: readonly Criterion[] = [
  of('reconciliation', 'Do bookings, calendar entries and messages agree in the end?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history in which a provider lost a reply after it had done what was asked',
  }),
  of('backoff', 'Are failed calls to providers repeated ever later, scattered, and not too often?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history in which calls to a provider failed',
  }),
  of('timeouts', 'Does a silent provider hold up neither its own calls without bound, nor anything else?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history in which a provider was silent',
  }),
  of('correlation', 'Does every call to a provider bear the id of the request that caused it?', 'measured', {
    ...none,
    notMeasured: 'not measured: no history of calls to providers',
  }),
];
