import * as assert from 'uvu/assert';
import type { TimelineEvent } from '../../core/run.ts';
import { openDamage } from '../../criteria/damage.ts';
import { suite } from '../door.ts';

const test = suite('damage');

function endedWith(counts: { readonly completed: number; readonly interrupted?: number; readonly unsent?: number }) {
  const ended: TimelineEvent = { event: 'load-ended', atMs: 9_000, source: 'webhook-storm', exitCode: 0, ...counts };
  return openDamage([], [ended], new Map([['webhook-storm', 100]]));
}

test('what was cut off may have happened without a line; what was never begun has not', () => {
  const cutOff = endedWith({ completed: 100, interrupted: 3 });
  assert.match(cutOff.ofHistory('webhook-storm') ?? '', 'cut off 3');
  assert.is(cutOff.unseen('webhook-storm'), Number.POSITIVE_INFINITY);
  const unsent = endedWith({ completed: 100, unsent: 2_053 });
  assert.is(unsent.ofHistory('webhook-storm'), undefined);
  assert.is(unsent.unseen('webhook-storm'), 0);
  assert.is(endedWith({ completed: 101, unsent: 0 }).unseen('webhook-storm'), Number.POSITIVE_INFINITY);
});
