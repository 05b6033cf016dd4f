import { type Criterion, criterion } from '../criterion.ts';

const of = criterion.bind(null, 'should have');

/** Advice; its query optimisation is the critical blocker of that name. */
export const shouldHave: readonly Criterion[] = [
  of('cache', 'Does the cache carry its share?', 'measured'),
  of('cdn', 'Are static files served by a CDN?', 'attested'),
  of('lazy-loading', 'Is what is not seen loaded late?', 'attested'),
  of('pagination', 'Has every list pages?', 'probed'),
  of('response-compression', 'Are responses compressed?', 'probed'),
  of('image-delivery', 'Are images delivered in fitting sizes?', 'attested'),
  of('error-messages', 'Do users understand error messages?', 'probed'),
  of('loading-states', 'Do users see that something loads?', 'attested'),
  of('form-validation', 'Are forms validated?', 'probed'),
  of('onboarding', 'Are new users led in?', 'attested'),
  of('help', 'Is there help?', 'attested'),
  of('tooltips', 'Are there tooltips?', 'attested'),
  of('mobile-layout', 'Does it work on a phone?', 'attested'),
  of('ci-cd', 'Is it built and delivered by a pipeline?', 'attested'),
  of('blue-green-deployment', 'Can two versions stand side by side?', 'attested'),
  of('rollback', 'Is no request lost while it switches back?', 'measured', {
    notMeasured: 'not measured: no rollback was part of this run',
  }),
  of('staging', 'Is there a staging environment?', 'attested'),
  of('feature-flags', 'Can features be switched?', 'attested'),
  of('log-aggregation', 'Are logs gathered in one place?', 'attested'),
  of('deployment-notices', 'Are deployments announced?', 'attested'),
  of('headroom', 'How far above the forecast peak is the capacity?', 'measured', {
    bound: { operator: '>=', threshold: 1.5, unit: 'times the forecast peak' },
    notMeasured: 'not measured: no scenario of this run searched for the capacity',
  }),
];
