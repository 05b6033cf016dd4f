import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'launch day');

/**
 * Each line carries its phase in its id (t-24h, t-0, t-plus-24h), because the same words are asked again at another
 * time, and an answer from a rehearsal is none for the day itself.
 */
export const launchDay: readonly Criterion[] = [
  of('t-24h-security-scan', 'T-24 h: is the security scan clean?', 'attested'),
  of('t-24h-backup', 'T-24 h: is there a fresh backup?', 'attested'),
  of('t-24h-all-critical-flows', 'T-24 h: do all critical flows work?', 'attested'),
  of('t-24h-alerts', 'T-24 h: do alerts arrive?', 'attested'),
  of('t-24h-status-of-external-services', 'T-24 h: are external services well?', 'attested'),
  of('t-24h-rollback-plan', 'T-24 h: is the rollback plan ready?', 'attested'),
  of('t-24h-stand-up', 'T-24 h: did the team meet?', 'attested'),
  of('t-0-deploy', 'T-0: is it deployed?', 'attested'),
  of('t-0-smoke-test-of-critical-paths', 'T-0: do the critical paths work?', 'measured'),
  of('t-0-error-rates', 'T-0: are errors few?', 'measured'),
  of('t-0-performance', 'T-0: is it quick?', 'measured'),
  of('t-0-webhook-processing', 'T-0: are webhooks processed?', 'measured'),
  of('t-0-customer-journey', 'T-0: does a customer come from end to end?', 'probed'),
  of('t-0-flags', 'T-0: are the feature flags set?', 'attested'),
  of('t-plus-24h-error-logs', 'T+24 h: were the error logs read?', 'attested'),
  of('t-plus-24h-performance', 'T+24 h: is it still quick?', 'measured'),
  of('t-plus-24h-feedback', 'T+24 h: was feedback gathered?', 'attested'),
  of('t-plus-24h-critical-issues', 'T+24 h: are critical issues settled?', 'attested'),
  of('t-plus-24h-documents', 'T+24 h: are the documents up to date?', 'attested'),
  of('t-plus-24h-next-iteration', 'T+24 h: is the next iteration planned?', 'attested'),
];
