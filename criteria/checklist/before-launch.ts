import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'before launch');

/**
 * Reviews, performance tests, documents, infrastructure and team. Response times, the database under load, rate
 * limits and the penetration test are lines of graver sections: api-latency, query-optimisation, rate-limiting,
 * penetration-test.
 */
export const beforeLaunch: readonly Criterion[] = [
  of('zap-scan', 'Did the ZAP scan find nothing grave?', 'ingested'),
  of('every-api-endpoint-reviewed', 'Was every operation of the API description exercised?', 'probed'),
  of('hard-coded-secrets', 'Are there secrets in the code?', 'ingested'),
  of('webhook-signatures', 'Are webhooks with bad signatures refused?', 'probed'),
  of('user-permissions', "Does no tenant ever see another's data?", 'probed'),
  of('load-with-realistic-data', 'Does it carry the load with realistic data?', 'measured'),
  of('stress-of-the-api-endpoints', 'Where does it bend, and does it recover?', 'measured', {
    notMeasured: 'not measured: no stress scenario was part of this run',
  }),
  of('memory', 'Would memory growth fill the limit of a process?', 'measured', {
    bound: { operator: '<=', threshold: 100, unit: '% of the limit' },
    notMeasured: 'not measured: no memory of the target was recorded under load',
  }),
  of('cpu', "How much of the target's cores is in use?", 'measured', {
    weight: 'advice',
    bound: { operator: '<=', threshold: 80, unit: '%' },
    notMeasured: 'not measured: no CPU of the target was recorded under load',
  }),
  of('concurrent-bookings', 'Do bookings of one slot at one moment end in one booking?', 'measured', {
    notMeasured: 'not measured: no race was part of this run',
  }),
  of('api-documentation', 'Is there an API description?', 'probed'),
  of('admin-guide', 'Is there a guide for admins?', 'attested'),
  of('deployment-documentation', 'Is the deployment written down?', 'attested'),
  of('troubleshooting-documentation', 'Is troubleshooting written down?', 'attested'),
  of('security-documentation', 'Is security written down?', 'attested'),
  of('backup-and-restore-documentation', 'Are backup and restore written down?', 'attested'),
  of('monitoring-playbook', 'Is there a playbook for monitoring?', 'attested'),
  of('servers', 'Are the servers ready?', 'attested'),
  of('tls-certificates', 'Is the TLS certificate valid?', 'probed'),
  of('dns', 'Is DNS set up?', 'attested'),
  of('firewall', 'Is the firewall set up?', 'attested'),
  of('backup-system', 'Is the backup system set up?', 'attested'),
  of('monitoring-agents', 'Do monitoring agents run?', 'attested'),
  of('log-rotation', 'Are logs rotated?', 'attested'),
  of('on-call-rotation', 'Is there an on-call rotation?', 'attested'),
  of('escalation', 'Is it known who is called next?', 'attested'),
  of('training', 'Is the team trained?', 'attested'),
  of('access', 'Has everybody the access that is needed?', 'attested'),
  of('channels', 'Are the channels of communication set up?', 'attested'),
  of('incident-plan', 'Is there a plan for incidents?', 'attested'),
  of('support', 'Is support ready?', 'attested'),
];
