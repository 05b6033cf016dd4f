import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'high priority');
const declared = 'not measured: probed where the target declares the operation, else attested; neither was done';

/** Core, features and monitoring. */
export const highPriority: readonly Criterion[] = [
  of('webhook-timeouts', 'Are webhooks acknowledged in time?', 'measured', {
    bound: { operator: '<=', threshold: 2000, unit: 'ms' },
  }),
  of('webhook-idempotency', 'Does each webhook have one effect, however often it is delivered?', 'measured'),
  of('circuit-breakers', 'Do circuit breakers open on failing external APIs, and close again?', 'measured'),
  of('error-handling', 'Do errors come as clear replies that give nothing away?', 'probed'),
  of('retry-with-exponential-backoff', 'Are failed calls repeated with growing pauses?', 'measured'),
  of('correlation-ids', 'Does one id join a request, its logs and its calls to providers?', 'probed'),
  of('health-endpoints', 'Do health endpoints turn red when a dependency is cut?', 'measured', {
    notMeasured: 'not measured: no run in which the database was away while processes were asked',
  }),
  of('recurring-appointments', 'Can a series of appointments be booked?', 'probed', { notMeasured: declared }),
  of('sms-whatsapp-notification', 'Are customers told by SMS or WhatsApp?', 'probed', { notMeasured: declared }),
  of('customer-self-service', 'Can customers see and change their own bookings?', 'probed', { notMeasured: declared }),
  of('reminders', 'Are customers reminded?', 'probed', { notMeasured: declared }),
  of('no-show-tracking', 'Are no-shows tracked?', 'probed', { notMeasured: declared }),
  of('cancellation-by-phone', 'Can a booking be cancelled by phone?', 'probed', { notMeasured: declared }),
  of('several-languages', 'Are several languages spoken?', 'probed', { notMeasured: declared }),
  of('prometheus-metrics', 'Are metrics served for Prometheus?', 'probed'),
  of('dashboards', 'Are there dashboards?', 'attested'),
  of('distributed-tracing', 'Can a request be followed through all services?', 'probed'),
  of('business-metrics', 'Do business metrics agree with what was recorded?', 'measured', {
    notMeasured: 'not measured: no run in which processes were asked for their counters',
  }),
  of('alert-rules', 'Does a provoked fault raise the alert?', 'probed', {
    notMeasured: 'not measured: no run in which something was broken while the alerts were watched (campaign `alerts`)',
  }),
  of('runbooks', 'Are there runbooks?', 'attested'),
  of('slo-tracking', 'Are service levels tracked?', 'measured'),
];
