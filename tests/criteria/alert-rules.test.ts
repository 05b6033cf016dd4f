import * as assert from 'uvu/assert';
import type { AlertRule, ResourceSample } from '../../core/resource-sample.ts';
import { openResourceRecord } from '../../criteria/folds/resource-figures.ts';
import type { Judgement } from '../../criteria/judgement.ts';
import { judgeAlertRules } from '../../criteria/lines/judge-alert-rules.ts';
import type { LineEvidence } from '../../criteria/lines/line-evidence.ts';
import { suite } from '../door.ts';

const test = suite('alert rules');

type States = Readonly<Record<string, AlertRule['state']>>;
const says = (second: number, states: States): ResourceSample => ({
  ...{ kind: 'alerts', atMs: second * 1_000 },
  rules: Object.entries(states).map(([name, state]) => ({ name, state })),
});
const calm = says(0, { Down: 'inactive', Slow: 'inactive' });

/** Something is broken from second 20 to second 100. */
function broken(failed: number, reason?: string): LineEvidence['experiments'][number] {
  const spans = { steady: [0, 20], fault: [20, 100], recovery: [100, 130] } as const;
  return {
    ...{ name: 'database-cut', hypothesis: '', status: 'pass', claims: [] },
    ...(reason === undefined ? {} : { reason }),
    faults: [{ fault: 'link-cut database', fromMs: 20_000, toMs: 100_000, effect: 'felt' }],
    phases: (['steady', 'fault', 'recovery'] as const).map((name) => ({
      ...{ name, fromMs: spans[name][0] * 1_000, toMs: spans[name][1] * 1_000 },
      ...{ requests: 1_000, failed: name === 'fault' ? failed : 0, p95Ms: 10, booked: 100 },
    })),
  };
}

function judged(samples: readonly ResourceSample[], experiments = [broken(300)]): Judgement | undefined {
  const resources = openResourceRecord();
  for (const sample of samples) resources.take(sample);
  return judgeAlertRules({ resources, experiments } as unknown as LineEvidence);
}

const all = [
  calm,
  says(40, { Down: 'firing', Slow: 'pending' }),
  says(60, { Down: 'firing', Slow: 'firing' }),
  says(120, { Down: 'inactive', Slow: 'firing' }),
  says(170, { Down: 'inactive', Slow: 'inactive' }),
];

test('every rule raised while something was broken, and ended: a pass that tells when', () => {
  const judgement = judged(all.toReversed());
  assert.is(judgement?.status, 'pass');
  assert.is(judgement?.value, 2);
  assert.equal(judgement?.details, { Down: 'raised at 40 s, for 80 s', Slow: 'raised at 60 s, for 110 s' });
});

test('a rule that was never raised, or did not end, leaves it open, by name', () => {
  const never = judged([calm, says(40, { Down: 'firing', Slow: 'inactive' }), calmAgain(120)]);
  assert.equal([never?.status, never?.reason], ['unknown', 'never raised by what was broken: Slow']);
  const lasting = judged(all.slice(0, -1));
  assert.equal([lasting?.status, lasting?.reason], ['unknown', 'still raised in the end: Slow']);
  const early = judged([says(0, { Down: 'firing' }), says(40, { Down: 'inactive' })]);
  assert.equal([early?.status, early?.reason], ['unknown', 'Down was raised before anything was broken']);
});

test('what many felt for a minute while no rule so much as waited convicts', () => {
  assert.is(judged([calm])?.status, 'fail');
  assert.match(String(judged([calm])?.reason), 'database-cut: 300 of 1,000 requests failed');
  // No rules at all are no excuse, and hostile ones that come too late neither.
  assert.is(judged([says(0, {})])?.status, 'fail');
  assert.is(judged([calm, says(170, { Down: 'firing', Slow: 'inactive' }), calmAgain(180)])?.status, 'fail');
});

test('what few felt convicts nobody, and without a fault or anybody to ask there is nothing to say', () => {
  assert.is(judged([calm], [broken(20)])?.status, 'unknown');
  assert.is(judged([calm, says(90, { Down: 'pending', Slow: 'inactive' })])?.status, 'unknown');
  assert.is(judged([calm], [broken(300, 'void: it was not steady')]), undefined);
  assert.is(judged([calm], []), undefined);
  assert.is(judged([]), undefined);
});

function calmAgain(second: number): ResourceSample {
  return says(second, { Down: 'inactive', Slow: 'inactive' });
}
