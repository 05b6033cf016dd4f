import * as assert from 'uvu/assert';
import type { Conduct } from '../../core/provider.ts';
import { drawTreatment } from '../../providers/draw-treatment.ts';
import { healthyConduct } from '../../providers/read-conduct.ts';
import { suite } from '../door.ts';

const test = suite('providers: draw treatment');

const requests = 10_000;

function drawn(shares: Conduct['shares'], seed = 1) {
  const conduct: Conduct = { ...healthyConduct, shares, slowMs: [100, 200] };
  return Array.from({ length: requests }, (_, number) => drawTreatment(conduct, seed, number + 1));
}

test('each behaviour has its share of requests, and what is left is healthy', () => {
  const treatments = drawn({ failing: 0.3, slow: 0.2, 'act-and-drop': 0.01 });
  const share = (behaviour: string): number =>
    treatments.filter((treatment) => treatment.behaviour === behaviour).length / requests;
  // Five standard deviations of a share that is drawn so often.
  for (const [behaviour, wanted] of Object.entries({ failing: 0.3, slow: 0.2, 'act-and-drop': 0.01, healthy: 0.49 })) {
    assert.ok(Math.abs(share(behaviour) - wanted) < 0.025, `${behaviour}: ${share(behaviour)}`);
  }
});

test('a share of 1 is every request, also where several add up to it', () => {
  assert.ok(drawn({ silent: 1 }).every(({ behaviour }) => behaviour === 'silent'));
  assert.ok(drawn({}).every(({ behaviour }) => behaviour === 'healthy'));
  const mixed = drawn({ slow: 0.3, silent: 0.3, failing: 0.4 });
  assert.not(mixed.some(({ behaviour }) => behaviour === 'healthy'));
});

test('delays lie between the two that are asked for, and differ', () => {
  const delays = drawn({ slow: 1 }).map(({ delayMs }) => delayMs);
  assert.ok(delays.every((ms) => ms >= 100 && ms < 200));
  assert.ok(new Set(delays).size > requests / 2);
});

test('one more behaviour changes nothing else of the other requests', () => {
  const [before, after] = [drawn({ slow: 0.2 }), drawn({ slow: 0.2, garbage: 0.2 })];
  const slow = before.flatMap((treatment, at) => (treatment.behaviour === 'slow' ? [[treatment, after[at]]] : []));
  assert.ok(slow.length > 0);
  for (const [one, other] of slow) assert.equal(other, one);
  assert.is.not(JSON.stringify(drawn({ slow: 0.2 }, 2)), JSON.stringify(before));
});
