import * as assert from 'uvu/assert';
import { bounds, defaultBounds, withBounds } from '../../criteria/bounds.ts';
import { checklist } from '../../criteria/checklist.ts';
import { suite } from '../door.ts';

const test = suite('checklist');

/** Every id of the readiness checklist, in its own wording; words with an id of their own stand under that. */
const demanded = `
api-latency error-rate uptime critical-vulnerabilities test-coverage booking-success satisfaction booking-time
support-tickets adoption
sql-injection admin-2fa coverage-floor restore-untested features-missing unmonitored audit-failed
pii-at-rest password-policy rate-limiting csrf security-headers session-management connection-pooling indexes
foreign-keys query-optimisation read-replicas automated-backups restore-procedure test-suite-green
webhook-integration-tests end-to-end-booking-test performance-with-1000-concurrent-users penetration-test
webhook-timeouts webhook-idempotency circuit-breakers error-handling retry-with-exponential-backoff correlation-ids
health-endpoints recurring-appointments sms-whatsapp-notification customer-self-service reminders no-show-tracking
cancellation-by-phone several-languages prometheus-metrics dashboards distributed-tracing business-metrics alert-rules
runbooks slo-tracking
cache cdn lazy-loading pagination response-compression image-delivery error-messages loading-states form-validation
onboarding help tooltips mobile-layout ci-cd blue-green-deployment rollback staging feature-flags log-aggregation
deployment-notices headroom
zap-scan every-api-endpoint-reviewed hard-coded-secrets webhook-signatures user-permissions load-with-realistic-data
stress-of-the-api-endpoints memory cpu concurrent-bookings api-documentation admin-guide deployment-documentation
troubleshooting-documentation security-documentation backup-and-restore-documentation monitoring-playbook servers
tls-certificates dns firewall backup-system monitoring-agents log-rotation on-call-rotation escalation training access
channels incident-plan support
t-24h-security-scan t-24h-backup t-24h-all-critical-flows t-24h-alerts t-24h-status-of-external-services
t-24h-rollback-plan t-24h-stand-up t-0-deploy t-0-smoke-test-of-critical-paths t-0-error-rates t-0-performance
t-0-webhook-processing t-0-customer-journey t-0-flags t-plus-24h-error-logs t-plus-24h-performance t-plus-24h-feedback
t-plus-24h-critical-issues t-plus-24h-documents t-plus-24h-next-iteration
accounting availability double-booking idempotency linearizability observations session-guarantees tenant-isolation
exactly-once liveness order-independence signatures
reconciliation backoff timeouts correlation
recovery fault-tolerance graceful-stop`
  .trim()
  .split(/\s+/);

test('has every line of the readiness checklist, once', () => {
  const ids = checklist.map(({ id }) => id);
  assert.equal([...ids].sort(), [...demanded].sort());
  assert.is(new Set(ids).size, ids.length);
});

test('success criteria have the thresholds of the launch', () => {
  const thresholds = Object.fromEntries(
    checklist
      .filter(({ section }) => section === 'success criteria')
      .map(({ id, bound }) => [id, `${bound?.operator} ${bound?.threshold} ${bound?.unit}`]),
  );
  assert.equal(thresholds, {
    'api-latency': '< 200 ms',
    'error-rate': '< 0.1 %',
    uptime: '> 99.9 %',
    'critical-vulnerabilities': '= 0 vulnerabilities',
    'test-coverage': '> 80 %',
    'booking-success': '> 95 %',
    satisfaction: '> 4.5 of 5',
    'booking-time': '< 3 min',
    'support-tickets': '< 5 %',
    adoption: '> 80 %',
  });
});

test('only satisfaction, tickets, adoption, CPU and what should be there are advice', () => {
  const advice = checklist.filter(({ weight }) => weight === 'advice');
  const named = advice.filter(({ section }) => section !== 'should have').map(({ id }) => id);
  assert.equal(named.sort(), ['adoption', 'cpu', 'satisfaction', 'support-tickets']);
  assert.ok(checklist.filter(({ section }) => section === 'should have').every(({ weight }) => weight === 'advice'));
});

test('every line asks a question and says why it is unknown', () => {
  for (const { id, question, notMeasured } of checklist) {
    assert.ok(question.endsWith('?'), id);
    assert.match(notMeasured, /^not measured: /, id);
  }
});

test('every bound has a default, a unit and a reason', () => {
  for (const [name, { value, unit, reason }] of Object.entries(bounds)) {
    assert.ok(value > 0 && unit !== '' && reason !== '', name);
  }
});

test('a user’s bounds lie over the defaults', () => {
  const { bounds: own, problems } = withBounds({ cpuPercent: 60 });
  assert.equal(problems, []);
  assert.equal(own, { ...defaultBounds, cpuPercent: 60 });
});

test('every problem of a user’s bounds is told at once', () => {
  const { problems } = withBounds({ cpuPercent: 0, headroom: 'much', apiLatency: 5, memoryDays: null });
  assert.is(problems.length, 4);
  assert.match(problems.join('\n'), 'apiLatency');
  assert.is(withBounds([]).problems.length, 1);
  assert.is(withBounds(null).problems.length, 1);
});
