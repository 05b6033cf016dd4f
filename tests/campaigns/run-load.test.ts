import * as assert from 'uvu/assert';
import { idOfLoad } from '../../campaigns/run-load.ts';
import { random } from '../../core/random.ts';
import { openVisit } from '../../drivers/visit.ts';
import type { Offers } from '../../targets/target.ts';
import { suite } from '../door.ts';

const test = suite('ids of loads');

const offers: Offers = {
  verbs: [],
  holds: false,
  capacity: false,
  idempotencyKeys: true,
  tags: true,
  stickySessions: false,
};

test('the same arrival of two loads of a run has other ids and other tags', () => {
  const seen = new Set<string>();
  const sources = ['booking-day', 'spike', 'stress', 'stress-2', 'stress-3'];
  for (const source of sources) {
    const runId = idOfLoad('0000abcd', source);
    assert.match(runId, /^[0-9a-f]{8}$/);
    const visit = openVisit({ runId, seed: 1, anchorDay: '2027-03-01' }, 'voice-call', 17, offers);
    seen.add(visit.nextId()).add(visit.player.newTag());
  }
  assert.is(seen.size, sources.length * 2);
});

test('the same arrival of two runs has other tags, and the same seed the same choices', () => {
  const visits = ['0000abcd', '0000abce'].map((runId) =>
    openVisit({ runId, seed: 1, anchorDay: '2027-03-01' }, 'voice-call', 17, offers),
  );
  assert.is.not(visits[0]?.player.newTag(), visits[1]?.player.newTag());
  assert.is(visits[0]?.player.random.next(), visits[1]?.player.random.next());
  assert.is.not(random(1).next(), random(2).next());
});
